import type { Peer } from './peers.ts';

/** The peers for a terminal, and what to type next. */
export function peerTable(peers: readonly Peer[], seconds: number): string {
  if (peers.length === 0)
    return [
      `Nobody announced a DICOM service within ${seconds} s.`,
      'Most modalities do not: enter their AE title, address and port in the AE table, or try filmroom echo TITLE@host:port.',
      'Announcements do not cross routers: who is in another network is not seen.',
      '',
    ].join('\n');
  const rows = peers.map((peer) => [
    peer.aeTitle ?? '?',
    peer.addresses[0] ?? peer.host,
    String(peer.port),
    shown(peer.host),
    [peer.primaryDeviceType && shown(peer.primaryDeviceType), peer.tls && 'TLS', peer.isOwn && 'this machine'].filter(Boolean).join(', '),
  ]);
  const other = peers.find((peer) => !peer.isOwn && !peer.tls && peer.aeTitle !== undefined && !peer.aeTitle.startsWith('-')); // - begins an option
  return [
    ...aligned([['AE title', 'Address', 'Port', 'Name', 'What'], ...rows]),
    ...(other ? ['', `Ask one: ${echoCommand(other)}`] : []),
    '',
  ].join('\n');
}

function echoCommand({ aeTitle = '', addresses, host, port }: Peer): string {
  const address = addresses[0] ?? host;
  const target = `${aeTitle}@${address.includes(':') ? `[${address}]` : address}:${port}`;
  return `filmroom echo ${/^[\w.@:%[\]-]+$/.test(target) ? target : `'${target.replaceAll("'", "'\\''")}'`}`;
}

const MOST_SIGNS = 40;

/** Text of a stranger, for a terminal: no sign that steers it, not endless. */
function shown(text: string): string {
  const plain = text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '�');
  return plain.length > MOST_SIGNS ? `${plain.slice(0, MOST_SIGNS - 1)}…` : plain;
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
}
