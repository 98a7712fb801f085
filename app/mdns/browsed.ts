/** One line of `avahi-browse --parsable --resolve` that begins with `=`: a service as one network has it. */
export interface Browsed {
  readonly network: string;
  readonly protocol: 'IPv4' | 'IPv6';
  readonly name: string;
  readonly type: string;
  readonly host: string;
  readonly address: string;
  readonly port: number;
  /** Keys in lower case (RFC 6763 §6.4), the first of several alike. */
  readonly txt: ReadonlyMap<string, string>;
}

/** What avahi-browse found; lines of another kind or another form are left out. */
export function parseBrowsed(output: string): Browsed[] {
  return output.split('\n').flatMap((line) => {
    const [sign, network, protocol, name, type, domain, host, address, port, ...txt] = line.split(';');
    if (sign !== '=' || domain === undefined || (protocol !== 'IPv4' && protocol !== 'IPv6')) return [];
    if (!network || !name || !type || !host || !address || !isPort(port)) return [];
    return [{ network, protocol, name: unescaped(name), type, host, address, port: Number(port), txt: records(txt.join(';')) }];
  });
}

const isPort = (text = '') => /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65535;

/** `"AET=FILMROOM" "PrimaryDeviceType=ARCHIVE"` */
function records(text: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, record = ''] of text.matchAll(/"((?:[^"\\]|\\.)*)"/g)) {
    const [key = '', value = ''] = split(unescaped(record));
    if (key && !found.has(key.toLowerCase())) found.set(key.toLowerCase(), value);
  }
  return found;
}

function split(record: string): [string, string] {
  const at = record.indexOf('=');
  return at < 0 ? [record, ''] : [record.slice(0, at), record.slice(at + 1)];
}

/** avahi writes a byte that is no plain sign as `\` and three decimal digits, and `\` before `.`, `"` and itself. */
function unescaped(text: string): string {
  const bytes = [...text.matchAll(/\\(\d{3})|\\(.)|([^\\]+)/gs)].flatMap(([, code, sign, plain]) =>
    code === undefined ? [...Buffer.from(sign ?? plain ?? '')] : [Number(code) & 0xff],
  );
  return Buffer.from(bytes).toString('utf8');
}
