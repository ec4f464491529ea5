export { sourceIndex } from './source-index.ts';
