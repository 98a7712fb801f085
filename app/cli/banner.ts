import { pageUrl } from '../base/base.ts';

/** What `serve` says when it is ready. */
export interface BannerFacts {
  readonly version: string;
  readonly listeners: readonly {
    readonly name: string;
    readonly host: string;
    readonly port: number;
    readonly aeTitles: readonly string[];
  }[];
  readonly web: { readonly host: string; readonly port: number; readonly tls: boolean };
  readonly dataFolder: string;
  readonly instances: number;
  readonly studies: number;
  readonly freeBytes: number;
  /** Why the data folder cannot be used, where it cannot. */
  readonly absence?: string | undefined;
  readonly configFile: string | undefined;
  /** Where nobody has claimed it, and the one who reads this may. */
  readonly claimCode?: string | undefined;
}

export function banner(facts: BannerFacts): string {
  const { version, listeners, web, dataFolder, configFile, claimCode } = facts;
  const url = pageUrl({ ...web, host: reachable(web.host) });
  const [first] = listeners;
  const onLoopback = listeners.every(({ host }) => isLoopback(host));
  return [
    `Filmroom ${version} is ready.`,
    '',
    ...listeners.map(
      ({ name, host, port, aeTitles }) =>
        `  DICOM   ${host} port ${port}   AE title ${aeTitles.join(', ')}${listeners.length > 1 ? `   (${name})` : ''}`,
    ),
    `  Page    ${url}`,
    ...(claimCode === undefined ? [] : [`  Claim   ${claimCode}   (whoever enters this code on the page becomes the administrator)`]),
    facts.absence === undefined
      ? `  Data    ${dataFolder}   (${counted(facts.instances, 'image', 'images')} of ${counted(facts.studies, 'study', 'studies')}, ${roomWords(facts.freeBytes)} free)`
      : `  Data    NONE, images are refused: ${facts.absence}`,
    `  Config  ${configFile ?? 'defaults (filmroom help settings lists them)'}`,
    '',
    `Next: open the page, then send an image:  storescu -aec ${first?.aeTitles[0]} ${reachable(first?.host ?? '')} ${first?.port} <file>`,
    ...(web.tls
      ? ['The browser warns until it trusts the CA of this Filmroom: filmroom certificate ca writes it, the page says what to do with it.']
      : []),
    ...(onLoopback ? ['Only programs on this machine can reach it; --host 0.0.0.0 opens it to the network.'] : []),
    'Stop with Ctrl-C.',
    '',
  ].join('\n');
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

function roomWords(bytes: number): string {
  return bytes < 1e9 ? `${Math.floor(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

function reachable(host: string): string {
  return host === '0.0.0.0' || host === '::' ? 'localhost' : host;
}
