import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import type { Taken, WebPeer } from './peers.ts';

/** What curl is to write of each answer; http_code is 000 where there was none. */
const WRITTEN = '%{http_code} %{size_download} %{time_total}\\n';

/**
 * Asks for one path after the other over one connection. curl, since Node's client takes 2.5 s of a processor for a gigabyte: two and a half
 * times what either server takes, so that with it the client is what is measured.
 *
 * @throws Error where curl cannot ask, or an answer is not 200
 */
export async function take(peer: WebPeer, paths: readonly string[], headers: Readonly<Record<string, string>>): Promise<Taken[]> {
  const urls = paths.flatMap((path) => [`url = "${peer.baseUrl}${path}"`, 'output = "/dev/null"']);
  return await curl(peer, headers, [], urls.join('\n'));
}

/** Posts a file, which is read before the time begins. */
export async function post(peer: WebPeer, path: string, headers: Readonly<Record<string, string>>, file: string): Promise<Taken> {
  const [taken] = await curl(
    peer,
    { ...headers, expect: '' },
    ['--data-binary', `@${file}`],
    `url = "${peer.baseUrl}${path}"\noutput = "/dev/null"`,
  );
  return taken!;
}

async function curl(peer: WebPeer, headers: Readonly<Record<string, string>>, more: readonly string[], config: string): Promise<Taken[]> {
  const given = Object.entries({ ...peer.headers, ...headers }).flatMap(([name, value]) => ['--header', `${name}: ${value}`]);
  const child = spawn('curl', ['--silent', '--show-error', '--noproxy', '*', ...given, ...more, '--write-out', WRITTEN, '--config', '-'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(config);
  const answers = (await text(child.stdout)).trim().split('\n');
  return answers.map((line) => {
    const [status = 0, bytes = 0, seconds = 0] = line.split(' ').map(Number);
    if (status !== 200) throw new Error(`${peer.name} answered ${status || 'nothing'}`);
    return { status, bytes, seconds };
  });
}
