/**
 * Just enough WASI (snapshot preview 1) to run a command-line program that writes one file: arguments in, the bytes
 * of the file out. Node's own `node:wasi` would need a real folder and prints a warning at every start.
 */
const errno = { success: 0, badf: 8, noent: 44 } as const;
const rootDescriptor = 3;
const fileDescriptor = 4;
const fileType = { characterDevice: 2, directory: 3, regularFile: 4 } as const;

class ProgramExit {
  constructor(readonly code: number) {}
}

/** The part of the WebAssembly API that is used; TypeScript declares it only together with the browser's DOM. */
interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => Program;
  readonly Instance: new (module: Program, imports: object) => { readonly exports: Readonly<Record<string, unknown>> };
}
const { Module, Instance } = (globalThis as unknown as { WebAssembly: WebAssemblyApi }).WebAssembly;

/** A compiled program. */
export type Program = { readonly __program: unique symbol };

/** @throws Error when the bytes are no WebAssembly. */
export function compileProgram(bytes: Uint8Array): Program {
  return new Module(bytes);
}

/** A file in memory that grows as it is written. */
class OutputFile {
  #bytes = new Uint8Array(256 * 1024);
  #length = 0;
  #position = 0;

  write(bytes: Uint8Array): void {
    const end = this.#position + bytes.length;
    if (end > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(end, this.#bytes.length * 2));
      grown.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = grown;
    }
    this.#bytes.set(bytes, this.#position);
    this.#position = end;
    this.#length = Math.max(this.#length, end);
  }

  /** whence: 0 from the start, 1 from here, 2 from the end. */
  seek(offset: number, whence: number): number {
    const origin = whence === 0 ? 0 : whence === 1 ? this.#position : this.#length;
    this.#position = Math.max(0, origin + offset);
    return this.#position;
  }

  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }
}

/** Runs `program` once. @throws Error when it traps or exits with a code other than 0. */
export function runProgram(program: Program, args: readonly string[]): Uint8Array {
  const file = new OutputFile();
  let memory: { readonly buffer: ArrayBuffer };
  const view = (): DataView => new DataView(memory.buffer);
  const encoded = args.map((argument) => new TextEncoder().encode(`${argument}\0`));

  const imports = {
    args_sizes_get(countAt: number, bytesAt: number) {
      view().setUint32(countAt, encoded.length, true);
      const total = encoded.reduce((sum, argument) => sum + argument.length, 0);
      view().setUint32(bytesAt, total, true);
      return errno.success;
    },
    args_get(pointersAt: number, bytesAt: number) {
      let at = bytesAt;
      for (const [index, argument] of encoded.entries()) {
        view().setUint32(pointersAt + index * 4, at, true);
        new Uint8Array(memory.buffer).set(argument, at);
        at += argument.length;
      }
      return errno.success;
    },
    clock_time_get(_clock: number, _precision: bigint, timeAt: number) {
      view().setBigUint64(timeAt, 0n, true);
      return errno.success;
    },
    fd_close: () => errno.success,
    fd_fdstat_set_flags: () => errno.success,
    fd_fdstat_get(descriptor: number, statusAt: number) {
      const type =
        descriptor === rootDescriptor
          ? fileType.directory
          : descriptor === fileDescriptor
            ? fileType.regularFile
            : fileType.characterDevice;
      view().setUint8(statusAt, type);
      view().setUint16(statusAt + 2, 0, true);
      view().setBigUint64(statusAt + 8, ~0n & 0xffffffffffffffffn, true);
      view().setBigUint64(statusAt + 16, ~0n & 0xffffffffffffffffn, true);
      return errno.success;
    },
    fd_prestat_get(descriptor: number, statusAt: number) {
      if (descriptor !== rootDescriptor) return errno.badf;
      view().setUint32(statusAt, 0, true);
      view().setUint32(statusAt + 4, 1, true);
      return errno.success;
    },
    fd_prestat_dir_name(_descriptor: number, nameAt: number) {
      view().setUint8(nameAt, '/'.charCodeAt(0));
      return errno.success;
    },
    path_open(...parameters: [number, number, number, number, number, bigint, bigint, number, number]) {
      const [, , , , openFlags, , , , descriptorAt] = parameters;
      const creates = (openFlags & 1) !== 0;
      if (!creates) return errno.noent;
      view().setUint32(descriptorAt, fileDescriptor, true);
      return errno.success;
    },
    fd_read(_descriptor: number, _vectorsAt: number, _count: number, readAt: number) {
      view().setUint32(readAt, 0, true);
      return errno.success;
    },
    fd_write(descriptor: number, vectorsAt: number, count: number, writtenAt: number) {
      let written = 0;
      for (let index = 0; index < count; index += 1) {
        const start = view().getUint32(vectorsAt + index * 8, true);
        const length = view().getUint32(vectorsAt + index * 8 + 4, true);
        if (descriptor === fileDescriptor) file.write(new Uint8Array(memory.buffer, start, length));
        written += length;
      }
      view().setUint32(writtenAt, written, true);
      return errno.success;
    },
    fd_seek(descriptor: number, offset: bigint, whence: number, positionAt: number) {
      if (descriptor !== fileDescriptor) return errno.badf;
      view().setBigUint64(positionAt, BigInt(file.seek(Number(offset), whence)), true);
      return errno.success;
    },
    proc_exit(code: number) {
      throw new ProgramExit(code);
    },
  };

  const instance = new Instance(program, { wasi_snapshot_preview1: imports });
  memory = instance.exports.memory as typeof memory;
  try {
    (instance.exports._start as () => void)();
  } catch (thrown) {
    if (!(thrown instanceof ProgramExit)) throw thrown;
    if (thrown.code !== 0) throw new Error(`the program exited with ${thrown.code}`);
  }
  return file.bytes;
}
