/** The thread that the demo carrier lives in: its database and its HTTP server. See backoffice.ts. */
import type { AddressInfo } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '../core/clock.js';
import type { FromWorker, WorkerOptions } from './backoffice.js';
import { openCarrier } from './carrier.js';
import { openDatabase } from './database.js';
import { buildServer } from './server.js';

const { address, port, dataDir, wallMs, nowMs } = workerData as WorkerOptions;
const post = (message: FromWorker) => parentPort!.postMessage(message);

const database = await openDatabase(dataDir);
const carrier = await openCarrier(database, () => wallMs + (systemClock.nowMs() - nowMs));
const server = await buildServer(carrier, (error) => post({ type: 'failure', message: error.message }));
parentPort!.once('message', async () => {
  await server.close();
  await database.close();
  parentPort!.close();
});
await server.listen({ host: address, port });
post({ type: 'listening', port: (server.server.address() as AddressInfo).port });
