/** NumPy's files for tests, as NumPy writes them. */
import { crc32, deflateRawSync } from 'node:zlib';

/** A `.npy` file. */
export function npy(values: Uint8Array | Float32Array, shape: readonly number[]): Buffer {
  const dtype = values instanceof Float32Array ? '<f4' : '|u1';
  const tuple = shape.map((size) => `${size},`).join(' ');
  const header = `{'descr': '${dtype}', 'fortran_order': False, 'shape': (${tuple}), }`.padEnd(117) + '\n';
  const start = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length, 0]);
  return Buffer.concat([
    start,
    Buffer.from(header),
    new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
  ]);
}

/** A zip file of those members, every second one deflated. */
export function zip(members: Readonly<Record<string, Uint8Array>>): Buffer {
  const bodies: Buffer[] = [];
  const entries: Buffer[] = [];
  let at = 0;
  Object.entries(members).forEach(([name, content], i) => {
    const method = i % 2 === 0 ? 0 : 8;
    const packed = method === 0 ? content : deflateRawSync(content);
    /** What both records of a member share, from the version that is needed on. */
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt16LE(method, 4);
    shared.writeUInt32LE(crc32(content), 10);
    shared.writeUInt32LE(packed.length, 14);
    shared.writeUInt32LE(content.length, 18);
    shared.writeUInt16LE(name.length, 22);
    const body = Buffer.concat([Buffer.from('PK\x03\x04'), shared, Buffer.from(name), packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(at, 10);
    entries.push(
      Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 0]), shared, tail, Buffer.from(name)]),
    );
    bodies.push(body);
    at += body.length;
  });
  const list = Buffer.concat(entries);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...bodies, list, end]);
}
