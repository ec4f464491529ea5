/**
 * One run of a program that writes days of a table, to be killed. Arguments: warehouse, run id, salt, days joined by
 * commas, or `whole` for a table without partitions. At the step named by STOP_AT it says so and waits for its end.
 */
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { wholeTable } from '#compiler';
import type { Column } from '#compiler/plan';
import { openEngine } from '#runtime/engine/duckdb';
import type { NewPartition } from '#runtime/ports';
import { inputDigest, madeOf } from '#runtime/tables/digest';
import { openTables } from '#runtime/tables/store';

const [folder = '', runId = '', salt = '', list = ''] = process.argv.slice(2);
const isWhole = list === 'whole';
const days = isWhole ? [wholeTable] : list.split(',');
const table = isWhole ? 'team.whole' : 'team.t';
const day: Column = { name: 'ds', type: { kind: 'date' } };
const columns: readonly Column[] = [
  { name: 'i', type: { kind: 'bigint' } },
  { name: 'salt', type: { kind: 'int' } },
  ...(isWhole ? [] : [day]),
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
  const attempt = await store.begin({ table, columns, partitionColumn: isWhole ? null : day.name, base, runId });
  const engine = await openEngine({ spillFolder: join(folder, 'spill'), threads: 1, memoryLimit: '200MB' });
  const partitions: NewPartition[] = [];
  for (const ds of wanted) {
    const file = await attempt.dataFile(ds);
    const dated = isWhole ? '' : `, DATE '${ds}' AS ds`;
    const query = `SELECT i::BIGINT AS i, ${salt}::INTEGER AS salt${dated} FROM range(20000) t(i)`;
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
