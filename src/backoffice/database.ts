import { PGlite } from '@electric-sql/pglite';
import { openCluster } from './cluster.js';
import { migrations } from './migrations.js';

/** What queries need: a connection or a transaction on it. */
export interface Queryable {
  query<Row>(sql: string, parameters?: readonly unknown[]): Promise<{ rows: Row[] }>;
}

export interface Database extends Queryable {
  /** Commits when `body` resolves, rolls back when it rejects. */
  transaction<T>(body: (transaction: Queryable) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** The default of 128 MB of buffers is for servers; the demo's tables fit into a fraction of this. */
const settings = ['shared_buffers=4MB'];

/**
 * Opens the embedded PostgreSQL and brings it to the newest schema.
 * @param dataDir a folder that keeps the data; undefined for memory only
 */
export async function openDatabase(dataDir: string | undefined): Promise<Database> {
  const lite =
    dataDir === undefined ? await openCluster(settings) : await PGlite.create({ dataDir, postgresqlconf: settings });
  const database: Database = {
    query: (sql, parameters) => lite.query(sql, [...(parameters ?? [])]),
    transaction: (body) =>
      lite.transaction((transaction) =>
        body({ query: (sql, parameters) => transaction.query(sql, [...(parameters ?? [])]) }),
      ),
    close: () => lite.close(),
  };
  await lite.exec('CREATE TABLE IF NOT EXISTS schema_migrations (version integer PRIMARY KEY)');
  const { rows } = await database.query<{ done: number }>('SELECT count(*)::integer AS done FROM schema_migrations');
  for (let version = rows[0]!.done; version < migrations.length; version++) {
    await lite.transaction(async (transaction) => {
      await transaction.exec(migrations[version]!);
      await transaction.query('INSERT INTO schema_migrations VALUES ($1)', [version + 1]);
    });
  }
  return database;
}
