import { NetworkPart } from '../settings/network.tsx';
import { shown, useWatched } from '../shell/shell.ts';
import { texts } from './texts/en.ts';

const T = texts.network;
const LOOK_MS = 5000;

/** Both networks by the form of the settings, and where the page is found whatever becomes of them. */
export function NetworkStep() {
  const report = useWatched<{ readonly links?: readonly { readonly addresses: readonly string[] }[] }>('/api/network', LOOK_MS);
  const fallbacks = (report.data.value?.links ?? [])
    .flatMap(({ addresses }) => addresses)
    .filter((address) => address.startsWith('169.254.'))
    .map((address) => address.replace(/\/.*$/, ''));
  const name = shown.value?.status.announced.hostName;
  const hosts = [...new Set([...(name ? [name] : []), ...fallbacks])];
  return (
    <>
      <div class="card">
        <p>{T.always}</p>
        <ul class="setup-always">
          {hosts.map((host) => (
            <li key={host}>
              <a href={`${location.protocol}//${host}${location.port && `:${location.port}`}/setup`}>{host}</a>
            </li>
          ))}
        </ul>
        <p class="quiet">{T.alwaysAbout}</p>
        <p class="quiet">{T.linkLocal}</p>
      </div>
      <NetworkPart />
    </>
  );
}
