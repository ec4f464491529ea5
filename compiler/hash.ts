import { createHash } from 'node:crypto';
import { stableJson } from './plan-json.ts';

/** sha256 of a value's stable JSON, 64 hex digits. The one place where the compiler uses Node. */
export const hashOf = (value: unknown): string => createHash('sha256').update(stableJson(value)).digest('hex');
