import { Socket } from 'node:net';
import pg from 'pg';
import { type CopyStreamQuery, from as copyFrom } from 'pg-copy-streams';
import { ConfigError } from '../errors.ts';

export type Answer<Row> = { readonly rows: readonly Row[]; readonly count: number };

/** One connection to PostgreSQL with our settings. */
export type Session = {
  /** The process id of its backend. */
  readonly pid: number;
  /** For statements that answer at once: no answer within 30 s ends the session. */
  readonly run: <Row extends pg.QueryResultRow>(sql: string, values?: readonly unknown[]) => Promise<Answer<Row>>;
  /** For statements that take as long as there are rows. */
  readonly runLong: <Row extends pg.QueryResultRow>(sql: string) => Promise<Answer<Row>>;
  readonly copyIn: (sql: string) => CopyStreamQuery;
  /** Cuts the connection; whatever waits for it fails with `error`. */
  readonly cut: (error: Error) => void;
  readonly close: () => Promise<void>;
};

const answerLimit = 30_000;
const connectLimit = 10_000;

// Names are looked up in public alone, whatever the role or database says. A version that readers have seen must not be
// lost with the server, so a commit is never asynchronous; what is stricter stays.
const settings = (applicationName: string): string => `
  SELECT set_config('application_name', ${pg.escapeLiteral(applicationName)}, false);
  SET TimeZone = 'UTC';
  SET search_path = public, pg_temp;
  SET statement_timeout = 0;
  SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off';
  SET lock_timeout = '2s';
  SET idle_in_transaction_session_timeout = '60s';
  SET tcp_keepalives_idle = 10;
  SET tcp_keepalives_interval = 5;
  SET tcp_keepalives_count = 4;
  SET tcp_user_timeout = '30s';
  SET client_min_messages = warning;
  DO $$ BEGIN
    SET client_connection_check_interval = '2s';
  EXCEPTION WHEN OTHERS THEN NULL; -- not on every operating system
  END $$`;

export const timedOut = (what: string): Error => Object.assign(new Error(what), { code: 'ETIMEDOUT' });

/** The password, user and database of `url`; names are cut to the 63 bytes that PostgreSQL keeps. */
export const clientConfig = (url: string, applicationName: string): pg.ClientConfig => {
  if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url)) {
    // Not repeated in the message: what is no URL may still hold a password.
    throw new ConfigError({
      code: 'CHR2301',
      message: 'the PostgreSQL URL is not of the form postgres://user:password@host:port/database',
      hint: 'Correct CHRON_PG_URL or the profile; special characters in the password are percent-encoded.',
    });
  }
  return {
    connectionString: url,
    application_name: applicationName.slice(0, 63),
    connectionTimeoutMillis: connectLimit,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  };
};

/** Opens a session. Throws what pg throws; ConfigError (CHR2301) for a URL that is none. */
export const openSession = async (url: string, applicationName: string): Promise<Session> => {
  const socket = new Socket();
  const client = new pg.Client({ ...clientConfig(url, applicationName), stream: () => socket });
  // A broken connection fails the statements that wait; unheard, this event would end the process.
  client.on('error', () => {});
  const cut = (error: Error): void => void socket.destroy(error);
  const query = async <Row extends pg.QueryResultRow>(config: pg.QueryConfig): Promise<Answer<Row>> => {
    const result = await client.query<Row>(config);
    return { rows: result.rows, count: result.rowCount ?? 0 };
  };
  const session = {
    cut,
    run: async <Row extends pg.QueryResultRow>(sql: string, values: readonly unknown[] = []): Promise<Answer<Row>> => {
      const limit = setTimeout(
        () => cut(timedOut(`no answer from PostgreSQL within ${answerLimit / 1000} s`)),
        answerLimit,
      );
      try {
        return await query<Row>({ text: sql, values: [...values] });
      } finally {
        clearTimeout(limit);
      }
    },
    runLong: async <Row extends pg.QueryResultRow>(sql: string): Promise<Answer<Row>> =>
      await query<Row>({ text: sql }),
    copyIn: (sql: string): CopyStreamQuery => client.query(copyFrom(sql)),
    close: async (): Promise<void> => {
      const hurry = setTimeout(() => socket.destroy(), 1000);
      await client.end().catch(() => {});
      clearTimeout(hurry);
    },
  };
  try {
    await client.connect();
    await client.query(settings(applicationName));
    const { rows } = await session.run<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    return { ...session, pid: rows[0]?.pid ?? 0 };
  } catch (error) {
    socket.destroy();
    throw error;
  }
};

/** Runs `work` in one transaction. */
export const transaction = async <T>(session: Session, work: () => Promise<T>): Promise<T> => {
  await session.run('BEGIN');
  try {
    const result = await work();
    await session.run('COMMIT');
    return result;
  } catch (error) {
    await session.run('ROLLBACK').catch(() => {});
    throw error;
  }
};
