import * as z from 'zod/mini';
import { isAddress, isHostOf, overlap, parseSubnet, toNumber, whyNoHost } from './address.ts';
import { NetworkError } from './errors.ts';
import { PAGE_PORTS } from './firewall.ts';
import { NETWORK_LIMITS } from './limits.ts';

const address = () => z.string().check(z.refine(isAddress, 'is no IPv4 address, e.g. 192.0.2.7'));
const subnet = () =>
  z.string().check(z.refine((text) => parseSubnet(text) !== undefined, 'is no address with its network, e.g. 192.0.2.7/24'));
const servers = (most: number) => z.array(address()).check(z.maxLength(most));
/** A host name or an address; never a word that a configuration file would read as more than one. */
const timeServers = () =>
  z.array(z.string().check(z.regex(/^[A-Za-z\d][A-Za-z\d.:-]{0,252}$/, 'is no host name or address'))).check(z.maxLength(8));
const ports = () => z.array(z.int().check(z.gte(1), z.lte(65535))).check(z.maxLength(16));

/**
 * The whole network of a box, in the owner's terms. Beside every address there is a link-local one, which always works.
 *
 * @param object what becomes of keys that we do not know
 */
const schemaWith = (object: typeof z.object) => {
  /** What the hospital gives or demands. */
  const HospitalAddress = z.discriminatedUnion('kind', [
    object({ kind: z.literal('dhcp') }),
    object({
      kind: z.literal('static'),
      address: subnet(),
      gateway: z.optional(address()),
    }),
  ]);
  return object({
    hospital: z.prefault(
      object({
        address: z._default(HospitalAddress, { kind: 'dhcp' }).check(z.describe('By DHCP, or one that the hospital has given.')),
        dns: z._default(servers(4), []).check(z.describe('Servers for names; without any, those that DHCP names.')),
        ntp: z._default(timeServers(), []).check(z.describe('Servers for the time; without any, those that DHCP names, else public ones.')),
        dicomPorts: z._default(ports(), [104, 11112]).check(z.describe('DICOM ports that are open to the hospital, without TLS.')),
      }),
      {},
    ),
    modality: z.prefault(
      object({
        address: z._default(subnet(), '192.168.104.1/24').check(z.describe('Our address on the side of the modalities.')),
        dhcpServer: z
          ._default(
            object({
              on: z.boolean(),
              from: z.optional(address()),
              to: z.optional(address()),
            }),
            { on: false },
          )
          .check(z.describe('Whether modalities get their address from us, and which; without a range, those above ours.')),
        ntpServer: z._default(z.boolean(), true).check(z.describe('Whether modalities may ask us for the time.')),
        dicomPorts: z._default(ports(), [104, 11112]).check(z.describe('DICOM ports that are open to the modalities.')),
      }),
      {},
    ),
  });
};

/** Unknown keys are passed over: after a return to an older slot, what a newer one wrote still holds. */
export const NetworkSettings = schemaWith(z.object);
export type NetworkSettings = z.infer<typeof NetworkSettings>;
/** Unknown keys are mistakes: a misspelt one would mean that all of its part is as in a new box. */
const SettingsToSet = schemaWith(z.strictObject as typeof z.object);

/** What a new box begins with. */
export const DEFAULT_SETTINGS: NetworkSettings = NetworkSettings.parse({});

/**
 * Settings of a command, a stick or a page.
 *
 * @throws NetworkError NETWORK_INVALID with every fault in words
 */
export function checkSettings(given: unknown): NetworkSettings {
  const settings = checked(SettingsToSet, given);
  const faults = faultsToSet(settings);
  if (faults.length > 0) throw invalid(faults);
  return settings;
}

/**
 * Settings of the box's own file, of this version or another: what held there holds still.
 *
 * @throws NetworkError NETWORK_INVALID
 */
export function checkKeptSettings(given: unknown): NetworkSettings {
  return checked(NetworkSettings, given);
}

function checked(schema: typeof NetworkSettings, given: unknown): NetworkSettings {
  const { success, data, error } = schema.safeParse(given);
  if (!success) throw invalid(error.issues.map((issue) => `${issue.path.map(String).join('.') || 'settings'}: ${wordsFor(issue)}`));
  const faults = faultsOf(data);
  if (faults.length > 0) throw invalid(faults);
  return data;
}

function wordsFor(issue: z.core.$ZodIssue): string {
  return issue.code === 'unrecognized_keys' ? `there is no ${issue.keys.map((key) => JSON.stringify(key)).join(', ')}` : issue.message;
}

function invalid(faults: readonly string[]): NetworkError {
  return new NetworkError('NETWORK_INVALID', `The network cannot be set so: ${faults.join('; ')}.`);
}

/** What each value may be, and all of them together may not. */
function faultsOf({ hospital, modality }: NetworkSettings): string[] {
  const faults: string[] = [];
  const ours = parseSubnet(modality.address)!;
  faults.push(...ownAddressFaults('modality.address', modality.address));
  const { from, to } = modality.dhcpServer;
  if ((from === undefined) !== (to === undefined)) faults.push('modality.dhcpServer: a range has a first and a last address');
  if (from !== undefined && to !== undefined) {
    for (const [name, end] of Object.entries({ from, to }))
      if (!isHostOf(ours, end)) faults.push(`modality.dhcpServer.${name}: ${end} is not in the network of ${modality.address}`);
    if (toNumber(from) > toNumber(to)) faults.push(`modality.dhcpServer: ${from} comes after ${to}`);
    const own = toNumber(ours.address);
    if (toNumber(from) <= own && own <= toNumber(to)) faults.push(`modality.dhcpServer: ${ours.address} is ours and cannot be given away`);
  }
  if (hospital.address.kind === 'static') {
    const { address: text, gateway } = hospital.address;
    const theirs = parseSubnet(text)!;
    faults.push(...ownAddressFaults('hospital.address', text));
    if (gateway !== undefined && !isHostOf(theirs, gateway)) faults.push(`hospital.gateway: ${gateway} is not in the network of ${text}`);
    if (gateway === theirs.address) faults.push(`hospital.gateway: ${gateway} is our own address`);
    if (overlap(theirs, ours))
      faults.push(`hospital and modality share addresses (${text}, ${modality.address}): a box cannot tell them apart`);
  }
  return faults;
}

/** What may hold where it was set once, and may not be set. */
function faultsToSet({ modality }: NetworkSettings): string[] {
  const faults: string[] = [];
  const page = modality.dicomPorts.filter((port) => PAGE_PORTS.includes(port));
  if (page.length > 0)
    faults.push(`modality.dicomPorts: ${page.join(', ')} is the page, which is not for modalities; a listener for them needs another port`);
  const { from, to } = modality.dhcpServer;
  if (from !== undefined && to !== undefined && toNumber(to) - toNumber(from) >= NETWORK_LIMITS.maxLeases)
    faults.push(
      `modality.dhcpServer: ${from} to ${to} are ${toNumber(to) - toNumber(from) + 1} addresses, and at most ${NETWORK_LIMITS.maxLeases} are given away: choose a shorter range`,
    );
  return faults;
}

function ownAddressFaults(name: string, text: string): string[] {
  const own = parseSubnet(text)!;
  const why = whyNoHost(own.address);
  if (why) return [`${name}: ${own.address} ${why}`];
  return isHostOf(own, own.address)
    ? []
    : [`${name}: ${own.address} is the ${own.address === own.network ? 'name' : 'broadcast'} of its network`];
}
