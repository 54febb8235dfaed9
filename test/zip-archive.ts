import { crc32, deflateRawSync } from 'node:zlib'

/** How a zip archive is made. */
interface ZipShape {
  readonly stored?: true
  /** Sizes and places in the 64-bit fields, as archives over 4 GB have them. */
  readonly wide?: true
  readonly comment?: string
}

/** A zip archive of some files (APPNOTE 6.3): enough of it to be read by others. */
export function zipArchive(files: Readonly<Record<string, Buffer>>, shape: ZipShape = {}): Buffer {
  const locals: Buffer[] = []
  const directory: Buffer[] = []
  let place = 0
  for (const [name, bytes] of Object.entries(files)) {
    const packed = shape.stored ? bytes : deflateRawSync(bytes)
    const facts = { name, bytes, packed, place, ...shape }
    const local = Buffer.concat([localHeader(facts), packed])
    locals.push(local)
    directory.push(centralHeader(facts))
    place += local.length
  }
  const central = Buffer.concat(directory)
  return Buffer.concat([...locals, central, ending(directory.length, central.length, place, shape)])
}

interface Entry extends ZipShape {
  readonly name: string
  readonly bytes: Buffer
  readonly packed: Buffer
  readonly place: number
}

function localHeader({ name, bytes, packed, stored }: Entry): Buffer {
  const head = Buffer.alloc(30)
  head.writeUInt32LE(0x04034b50, 0)
  head.writeUInt16LE(20, 4)
  head.writeUInt16LE(stored ? 0 : 8, 8)
  head.writeUInt32LE(crc32(bytes), 14)
  head.writeUInt32LE(packed.length, 18)
  head.writeUInt32LE(bytes.length, 22)
  head.writeUInt16LE(name.length, 26)
  head.writeUInt16LE(5, 28) // an extra field that the directory has not
  return Buffer.concat([head, Buffer.from(name), Buffer.from([0x99, 0x99, 1, 0, 7])])
}

function centralHeader({ name, bytes, packed, place, stored, wide }: Entry): Buffer {
  const head = Buffer.alloc(46)
  head.writeUInt32LE(0x02014b50, 0)
  head.writeUInt16LE(stored ? 0 : 8, 10)
  head.writeUInt32LE(crc32(bytes), 16)
  head.writeUInt32LE(wide ? 0xffffffff : packed.length, 20)
  head.writeUInt32LE(wide ? 0xffffffff : bytes.length, 24)
  head.writeUInt16LE(name.length, 28)
  head.writeUInt32LE(wide ? 0xffffffff : place, 42)
  if (!wide) return Buffer.concat([head, Buffer.from(name)])
  const extra = Buffer.alloc(28)
  extra.writeUInt16LE(1, 0)
  extra.writeUInt16LE(24, 2)
  extra.writeBigUInt64LE(BigInt(bytes.length), 4)
  extra.writeBigUInt64LE(BigInt(packed.length), 12)
  extra.writeBigUInt64LE(BigInt(place), 20)
  head.writeUInt16LE(extra.length, 30)
  return Buffer.concat([head, Buffer.from(name), extra])
}

function ending(entries: number, bytes: number, place: number, shape: ZipShape): Buffer {
  const comment = Buffer.from(shape.comment ?? '')
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(entries, 8)
  end.writeUInt16LE(entries, 10)
  end.writeUInt32LE(shape.wide ? 0xffffffff : bytes, 12)
  end.writeUInt32LE(shape.wide ? 0xffffffff : place, 16)
  end.writeUInt16LE(comment.length, 20)
  if (!shape.wide) return Buffer.concat([end, comment])
  const wide = Buffer.alloc(56)
  wide.writeUInt32LE(0x06064b50, 0)
  wide.writeBigUInt64LE(44n, 4)
  wide.writeBigUInt64LE(BigInt(entries), 24)
  wide.writeBigUInt64LE(BigInt(entries), 32)
  wide.writeBigUInt64LE(BigInt(bytes), 40)
  wide.writeBigUInt64LE(BigInt(place), 48)
  const locator = Buffer.alloc(20)
  locator.writeUInt32LE(0x07064b50, 0)
  locator.writeBigUInt64LE(BigInt(place + bytes), 8)
  locator.writeUInt32LE(1, 16)
  return Buffer.concat([wide, locator, end, comment])
}
