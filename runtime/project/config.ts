/** What `chron.config.ts` exports by default. Everything may be left out. */
export type Config = {
  /** What the online store knows the project by; the name in package.json by default, else the folder's. */
  readonly name?: string | undefined;
  /** The profile taken where neither `--profile` nor CHRON_PROFILE names one; `local` by default. */
  readonly defaultProfile?: string | undefined;
  readonly profiles?: Readonly<Record<string, Profile>> | undefined;
  /** By team folder. */
  readonly teams?: Readonly<Record<string, Team>> | undefined;
  /** The day column of every table; `ds` by default. */
  readonly partitionColumn?: string | undefined;
};

export type Team = {
  /** The namespace of the team's tables, where it is not the folder's name. */
  readonly outputNamespace?: string | undefined;
};

/** Where a project's tables and features live; folders are taken from the project's root. */
export type Profile = {
  /** A folder; `.chron/warehouse` by default. */
  readonly warehouse?: string | undefined;
  /** `s3://bucket/prefix` to the folder that stands in for it. */
  readonly mounts?: Readonly<Record<string, string>> | undefined;
  /** `postgres://user@host/database`; without it a PostgreSQL of the project's own in `.chron/postgres`. */
  readonly postgres?: string | undefined;
  readonly engine?: EngineProfile | undefined;
};

export type EngineProfile = {
  /** `4GB`; half of what the machine has by default. */
  readonly memoryLimit?: string | undefined;
  readonly threads?: number | undefined;
};
