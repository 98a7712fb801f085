/** The fields of MSH that an answer needs, as the bytes that came (one character each): what is echoed is echoed to the byte. */
export interface Header {
  readonly fieldSeparator: string;
  readonly encodingCharacters: string;
  readonly sendingApplication: string;
  readonly sendingFacility: string;
  readonly receivingApplication: string;
  readonly receivingFacility: string;
  readonly messageType: string;
  readonly triggerEvent: string;
  readonly controlId: string;
  readonly processingId: string;
  readonly versionId: string;
  readonly characterSet: string;
}

/** Longest field that is echoed, in bytes; MSH-10 has 199 (HL7 2.9 §2.13.9.10). */
const MAX_ECHO = 227;

/**
 * The MSH segment of a message, or of what came of it. Every set of table 0211 that we read has ASCII in its bytes 20-7E up to the first escape
 * sequence, so that it can be read before the character set is known.
 *
 * @returns undefined where the bytes do not begin with MSH and four separators
 */
export function readHeader(message: Uint8Array): Header | undefined {
  const start = hasByteOrderMark(message) ? 3 : 0;
  let end = start;
  while (end < message.length && message[end] !== 0x0d && message[end] !== 0x0a) end++;
  const segment = Buffer.from(message.buffer, message.byteOffset + start, end - start).toString('latin1');
  const fieldSeparator = segment[3] ?? '';
  if (!segment.startsWith('MSH') || !/^[!-/:-@[-`{-~]$/.test(fieldSeparator)) return undefined;
  const fields = segment.split(fieldSeparator);
  const field = (number: number) => (fields[number - 1] ?? '').replace(/\p{Cc}/gu, '').slice(0, MAX_ECHO);
  const encodingCharacters = field(2);
  if (encodingCharacters === '') return undefined;
  const [messageType = '', triggerEvent = ''] = field(9).split(encodingCharacters[0]!);
  return {
    ...{ fieldSeparator, encodingCharacters },
    sendingApplication: field(3),
    sendingFacility: field(4),
    receivingApplication: field(5),
    receivingFacility: field(6),
    ...{ messageType, triggerEvent },
    controlId: field(10),
    processingId: field(11),
    versionId: field(12),
    characterSet: field(18),
  };
}

export function hasByteOrderMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}
