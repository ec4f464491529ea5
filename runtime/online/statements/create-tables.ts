import type { Session } from '../session.ts';

// Names, columns and status words of the first four tables are what readers of "UserFeature" know from other loaders.
const tables = `
  SELECT pg_advisory_xact_lock(hashtextextended('chron:layout', 0));

  CREATE TABLE IF NOT EXISTS "ServiceConfig" (
    id text PRIMARY KEY,
    "serviceId" text NOT NULL UNIQUE,
    "s3Config" json,
    "builderConfig" json,
    "createdAt" timestamp(3) NOT NULL DEFAULT (clock_timestamp() AT TIME ZONE 'UTC'),
    "updatedAt" timestamp(3) NOT NULL DEFAULT (clock_timestamp() AT TIME ZONE 'UTC')
  );

  CREATE TABLE IF NOT EXISTS "Cube" (
    id text PRIMARY KEY,
    name text NOT NULL,
    description text,
    "serviceConfigId" text NOT NULL REFERENCES "ServiceConfig" (id) ON DELETE CASCADE,
    sql text,
    status text NOT NULL DEFAULT 'CREATED',
    "createdAt" timestamp(3) NOT NULL DEFAULT (clock_timestamp() AT TIME ZONE 'UTC'),
    "updatedAt" timestamp(3) NOT NULL DEFAULT (clock_timestamp() AT TIME ZONE 'UTC'),
    UNIQUE ("serviceConfigId", name)
  );

  CREATE TABLE IF NOT EXISTS "CubeHistory" (
    id text PRIMARY KEY CHECK (id ~ '^[a-z0-9]{1,40}$'),
    "cubeId" text NOT NULL REFERENCES "Cube" (id) ON DELETE CASCADE ON UPDATE CASCADE,
    version text NOT NULL,
    sequence bigint NOT NULL,
    ds text NOT NULL,
    status text NOT NULL DEFAULT 'CREATED'
      CHECK (status IN ('CREATED', 'TRANSFORMED', 'UPLOADED', 'READY', 'FAILED', 'DROPPED')),
    current boolean NOT NULL DEFAULT false CHECK (NOT current OR status = 'READY'),
    "retiredAt" timestamptz,
    "createdAt" timestamp(3) NOT NULL DEFAULT (clock_timestamp() AT TIME ZONE 'UTC'),
    "updatedAt" timestamp(3) NOT NULL DEFAULT (clock_timestamp() AT TIME ZONE 'UTC')
  );
  CREATE UNIQUE INDEX IF NOT EXISTS "CubeHistory_current" ON "CubeHistory" ("cubeId") WHERE current;
  CREATE UNIQUE INDEX IF NOT EXISTS "CubeHistory_version" ON "CubeHistory" ("cubeId", version DESC);
  CREATE INDEX IF NOT EXISTS "CubeHistory_updatedAt" ON "CubeHistory" ("updatedAt");

  CREATE TABLE IF NOT EXISTS "UserFeature" (
    "cubeHistoryId" text COLLATE "C" NOT NULL,
    "userId" text COLLATE "C" NOT NULL,
    feature jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY ("cubeHistoryId", "userId")
  ) PARTITION BY LIST ("cubeHistoryId");

  CREATE SCHEMA IF NOT EXISTS chron;
  CREATE SEQUENCE IF NOT EXISTS chron.version;

  CREATE TABLE IF NOT EXISTS chron.run (
    version_id text PRIMARY KEY REFERENCES "CubeHistory" (id) ON DELETE CASCADE,
    run_id text NOT NULL,
    input_digest text NOT NULL,
    rows bigint NOT NULL,
    chunks integer NOT NULL,
    message text,
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    finished_at timestamptz
  );
  CREATE INDEX IF NOT EXISTS run_run_id ON chron.run (run_id);

  CREATE TABLE IF NOT EXISTS chron.chunk (
    version_id text NOT NULL REFERENCES chron.run (version_id) ON DELETE CASCADE,
    chunk integer NOT NULL,
    rows bigint,
    done_at timestamptz,
    PRIMARY KEY (version_id, chunk),
    CHECK ((rows IS NULL) = (done_at IS NULL))
  );

  CREATE TABLE IF NOT EXISTS chron.reject (
    version_id text NOT NULL REFERENCES chron.run (version_id) ON DELETE CASCADE,
    reason text NOT NULL,
    rows bigint NOT NULL,
    PRIMARY KEY (version_id, reason)
  );

  CREATE TABLE IF NOT EXISTS chron.layout (version integer NOT NULL);`;

/** Makes every table of the online store, inside the caller's transaction. */
export const createTables = async (session: Session, layout: number): Promise<void> => {
  await session.runLong(tables);
  await session.run('INSERT INTO chron.layout SELECT $1::int WHERE NOT EXISTS (SELECT FROM chron.layout)', [layout]);
};
