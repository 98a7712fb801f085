import type { Activity, Announced, DicomAddress, Disk } from '../../web/schema.ts';
import { CopyButton } from '../parts/parts.ts';
import * as format from '../shell/format.ts';
import { daysLeft, diskState, roomBytes } from './disk-state.ts';
import { texts as T } from './texts/en.ts';

export function Addresses({ dicom }: { dicom: readonly DicomAddress[] }) {
  return (
    <section class="card" id="address" aria-labelledby="address-title" tabindex={-1}>
      <h2 id="address-title">{T.sendHere}</h2>
      <AddressList dicom={dicom} />
    </section>
  );
}

/** What is typed into the modality. */
export function AddressList({ dicom }: { dicom: readonly DicomAddress[] }) {
  return (
    <>
      {dicom.map((address) => (
        <div class="address" key={`${address.name} ${address.aeTitle} ${address.port}`}>
          <dl>
            <Line label={T.aeTitle} values={[address.aeTitle]} />
            <Line label={T.host} values={address.hosts} />
            <Line label={T.port} values={[String(address.port)]} />
            {address.tls && (
              <div>
                <dt>{T.tls}</dt>
                <dd>{T.tlsOnly}</dd>
              </div>
            )}
          </dl>
          <CopyButton text={inWords(address)} what={T.sendHere}>
            {T.copyAll}
          </CopyButton>
          {address.loopbackOnly && <p class="quiet">{T.loopbackOnly}</p>}
        </div>
      ))}
    </>
  );
}

/** For an e-mail to the technician of the device. */
const inWords = ({ aeTitle, hosts, port }: DicomAddress): string =>
  `${T.aeTitle}: ${aeTitle}\n${T.host}: ${hosts.join(', ')}\n${T.port}: ${port}\n`;

function Line({ label, values }: { label: string; values: readonly string[] }) {
  return (
    <div>
      <dt>{label}</dt>
      {values.map((value) => (
        <dd key={value}>
          <code>{value}</code>
          <CopyButton text={value} what={label} />
        </dd>
      ))}
    </div>
  );
}

export function DiskCard({ disk, activity }: { disk: Disk; activity: Activity | undefined }) {
  const days = daysLeft(disk, activity);
  const { totalBytes, freeBytes } = disk;
  const reserveBytes = Math.min(disk.reserveBytes, freeBytes);
  const room = roomBytes(disk);
  const state = diskState(disk);
  const percent = (bytes: number) => `${totalBytes > 0 ? Math.min(100, Math.max(0, (100 * bytes) / totalBytes)) : 0}%`;
  const used = Math.max(0, totalBytes - freeBytes);
  const words = room > 0 ? T.roomOf(format.bytes(room), format.bytes(totalBytes)) : T.noRoom(format.bytes(totalBytes));
  return (
    <section class="card" id="disk" aria-labelledby="disk-title" tabindex={-1}>
      <h2 id="disk-title">{T.disk}</h2>
      <p class="big">{words}</p>
      {/* biome-ignore lint/a11y/useSemanticElements: a meter element cannot show the reserve */}
      <div
        class={`gauge ${state}`}
        role="meter"
        aria-labelledby="disk-title"
        aria-valuemin={0}
        aria-valuemax={totalBytes}
        aria-valuenow={used}
        aria-valuetext={words}
      >
        <span class="used" style={{ inlineSize: percent(used) }} />
        <span class="reserve" style={{ inlineSize: percent(reserveBytes) }} />
      </div>
      <ul class="legend">
        <li class="used">
          {T.used} {format.bytes(used)}
        </li>
        <li class="free">
          {T.free} {format.bytes(room)}
        </li>
        <li class="reserve">
          {T.reserve} {format.bytes(reserveBytes)}
        </li>
      </ul>
      {activity?.bytesPerDay !== undefined && (
        <p class="quiet">
          {T.pace(format.bytes(activity.bytesPerDay))} {room > 0 && (days === undefined ? T.fullInYears : T.fullIn(days))}
        </p>
      )}
    </section>
  );
}

/** The name by which the network knows this machine, where it does. */
export function NameCard({ announced: { hostName, renamed } }: { announced: Announced }) {
  if (hostName === undefined) return null;
  return (
    <section class="card" id="name" aria-labelledby="name-title">
      <h2 id="name-title">{T.onTheNetwork}</h2>
      <div class="address">
        <dl>
          <Line label={T.networkName} values={[hostName]} />
        </dl>
      </div>
      <p class="quiet">{T.openPageAs(hostName)}</p>
      {renamed.map(({ wanted, now }) => (
        <p key={wanted}>{T.renamed(wanted, now)}</p>
      ))}
    </section>
  );
}
