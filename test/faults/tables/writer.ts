/**
 * One run of a program that writes days of a table, to be killed. Arguments: warehouse, run id, salt, days joined by
 * commas. At the step named by STOP_AT it says so and waits for its end.
 */
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Column } from '#compiler/plan';
import { openEngine } from '#runtime/engine/duckdb';
import type { NewPartition } from '#runtime/ports';
import { inputDigest, madeOf } from '#runtime/tables/digest';
import { openTables } from '#runtime/tables/store';

const [folder = '', runId = '', salt = '', list = ''] = process.argv.slice(2);
const days = list.split(',');
const table = 'team.t';
const columns: readonly Column[] = [
  { name: 'i', type: { kind: 'bigint' } },
  { name: 'salt', type: { kind: 'int' } },
  { name: 'ds', type: { kind: 'date' } },
];

const say = (text: string): void => void writeSync(1, `${text}\n`);
const hook = async (step: string): Promise<void> => {
  say(`STEP ${step}`);
  // A timer, because a promise alone does not keep a process alive.
  if (step === process.env['STOP_AT']) await new Promise((resolve) => setTimeout(resolve, 60_000));
};

const clock = { now: () => new Date() };
const store = openTables({ warehouse: join(folder, 'warehouse'), clock, hook });
const definition = { own: { salt }, semantics: {} };
const made = madeOf(definition, inputDigest([]));

const write = async (): Promise<string> => {
  const base = await store.load(table);
  const wanted = days.filter((ds) => base?.partitions.get(ds)?.record?.made !== made);
  if (wanted.length === 0) return 'nothing to do';
  const attempt = await store.begin({ table, columns, partitionColumn: 'ds', base, runId });
  const engine = await openEngine({ spillFolder: join(folder, 'spill'), threads: 1, memoryLimit: '200MB' });
  const partitions: NewPartition[] = [];
  for (const ds of wanted) {
    const file = await attempt.dataFile(ds);
    const query = `SELECT i::BIGINT AS i, ${salt}::INTEGER AS salt, DATE '${ds}' AS ds FROM range(20000) t(i)`;
    const written = await engine.writeParquet({ query, file, schema: attempt.schema });
    const content = await engine.content({ files: [file], schema: attempt.schema });
    const record = { definition, inputs: [], made, content, runId, engine: engine.version };
    partitions.push({ ds, files: [{ path: file, ...written }], record });
  }
  const { outcome } = await store.commit(attempt, partitions);
  await engine.close();
  return outcome;
};

if (process.env['LOCK'] === 'no') say(`DONE ${await write()}`);
else {
  const release = await store.lock(table, `run ${runId}`);
  const outcome = await write();
  await release();
  say(`DONE ${outcome}`);
}
