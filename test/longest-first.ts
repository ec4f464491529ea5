import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The files that take longest, so that none of them is alone at the end of a run. */
const longest = ['/property/join.test.ts', '/property/items.test.ts', '/property/', '/runtime/backfill/'];

/** Starts the longest files first, also where no earlier run has said how long they take. */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const placeOf = ({ moduleId }: TestSpecification): number => {
      const place = longest.findIndex((part) => moduleId.includes(part));
      return place === -1 ? longest.length : place;
    };
    return (await super.sort(files)).toSorted((a, b) => placeOf(a) - placeOf(b));
  }
}
