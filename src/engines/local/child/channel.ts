import { type ChildProcess, fork, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { PipeReader } from './pipe-frame.js';

/** A line to something that runs outside the main thread. What is sent after its end is dropped. */
export interface Channel<Out> {
  send(message: Out): void;
  /** Ends it at once; `exit` is still told. */
  kill(): void;
}

export interface ChannelHandlers<In> {
  message(message: In): void;
  /** Once, when it has ended, for whatever reason. */
  exit(reason: string): void;
}

export type OpenChannel<Out, In> = (handlers: ChannelHandlers<In>) => Channel<Out>;

/** Ctrl-C at a terminal goes to every process of the group: what it means is for the main process to say. */
const ownGroup = { detached: true } as const;

/** A worker thread of this process. */
export function workerChannel<Out, In>(script: URL): OpenChannel<Out, In> {
  return (handlers) => {
    const worker = new Worker(script, { stdout: true, stderr: true });
    let failure = '';
    worker.on('message', (message: In) => handlers.message(message));
    worker.on('error', (error) => {
      failure = `: ${error.message}`;
    });
    worker.on('exit', (code) => handlers.exit(`worker ended with ${code}${failure}`));
    return {
      send: (message) => worker.postMessage(message),
      kill: () => void worker.terminate(),
    };
  };
}

export interface ForkOptions {
  /** Besides our own. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Of Node. */
  readonly flags?: readonly string[];
}

/** A Node child that speaks structured clones over its IPC pipe. */
export function forkChannel<Out extends object, In>(
  script: URL,
  { environment = {}, flags = [] }: ForkOptions = {},
): OpenChannel<Out, In> {
  return (handlers) => {
    const child = fork(fileURLToPath(script), {
      serialization: 'advanced',
      env: { ...process.env, ...environment },
      execArgv: [...process.execArgv, ...flags],
      ...ownGroup,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    child.on('message', (message) => handlers.message(message as In));
    onceEnded(child, handlers.exit);
    return {
      send: (message) => {
        // A write to a child that has just died reports through 'exit'; the callback keeps it from throwing.
        if (child.connected) child.send(message, () => {});
      },
      kill: () => void child.kill('SIGKILL'),
    };
  };
}

/** Header of a frame from a piped child, with the 16-bit samples that followed it, if any. */
export type PipeMessage<Header> = Header & { readonly samples?: Int16Array };

/** A program reached by standard input (a JSON text a line) and output (frames, see pipe-frame.ts) alone. */
export function pipeChannel<Out extends object, Header extends object>(
  script: URL,
): OpenChannel<Out, PipeMessage<Header>> {
  return (handlers) => {
    const child = spawn(process.execPath, [fileURLToPath(script)], {
      stdio: ['pipe', 'pipe', 'ignore'],
      ...ownGroup,
    });
    const reader = new PipeReader<Header>();
    child.stdin.on('error', () => {});
    child.stdout.on('data', (bytes: Buffer) => {
      try {
        for (const message of reader.push(bytes)) handlers.message(message);
      } catch {
        child.kill('SIGKILL');
      }
    });
    onceEnded(child, handlers.exit);
    return {
      send: (message) => {
        if (child.stdin.writable) child.stdin.write(`${JSON.stringify(message)}\n`);
      },
      kill: () => void child.kill('SIGKILL'),
    };
  };
}

function onceEnded(child: ChildProcess, exit: (reason: string) => void): void {
  let ended = false;
  const end = (reason: string): void => {
    if (ended) return;
    ended = true;
    exit(reason);
  };
  child.on('error', (error) => end(error.message));
  child.on('exit', (code, signal) => end(signal === null ? `ended with ${code}` : `ended by ${signal}`));
}
