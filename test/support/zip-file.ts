/** Zip archives (PKWARE APPNOTE 4.3) of a test's making, good ones and such as no honest program writes. */
import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipMember {
  /** With a slash at its end: a folder. */
  readonly name: string;
  readonly data?: Buffer;
  /** Unix file mode with its type; default: a plain file. */
  readonly mode?: number;
  /** Size that the archive claims; default: that of the data. */
  readonly size?: number;
}

const localHeaderSignature = 0x04034b50;
const centralHeaderSignature = 0x02014b50;
const endSignature = 0x06054b50;
const deflated = 8;
const plainFile = 0o100644;
const unix = 3;

export function zipFile(members: readonly ZipMember[]): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const member of members) {
    const { name, data = Buffer.alloc(0), mode = plainFile, size = data.length } = member;
    const packed = deflateRawSync(data);
    const fields = commonFields(data, packed.length, size, name);
    const local = Buffer.concat([uint32(localHeaderSignature), fields, uint16(0), Buffer.from(name), packed]);
    const central = Buffer.concat([
      uint32(centralHeaderSignature),
      uint16(20 | (unix << 8)),
      fields,
      Buffer.alloc(8),
      uint32((mode << 16) >>> 0),
      uint32(offset),
      Buffer.from(name),
    ]);
    locals.push(local);
    centrals.push(central);
    offset += local.length;
  }
  const directory = Buffer.concat(centrals);
  const count = uint16(members.length);
  const end = [
    uint32(endSignature),
    Buffer.alloc(4),
    count,
    count,
    uint32(directory.length),
    uint32(offset),
    uint16(0),
  ];
  return Buffer.concat([...locals, directory, ...end]);
}

/** From "version needed to extract" to "file name length". */
function commonFields(data: Buffer, packedSize: number, size: number, name: string): Buffer {
  return Buffer.concat([
    uint16(20),
    uint16(0),
    uint16(deflated),
    Buffer.alloc(4),
    uint32(crc32(data)),
    uint32(packedSize),
    uint32(size),
    uint16(Buffer.byteLength(name)),
  ]);
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
