/** The settings of the network of a box, as GET /api/network shows them. */
export interface NetworkSettings {
  readonly hospital: {
    readonly address: { readonly kind: 'dhcp' } | { readonly kind: 'static'; readonly address: string; readonly gateway?: string };
    readonly dns: readonly string[];
    readonly ntp: readonly string[];
    readonly dicomPorts: readonly number[];
  };
  readonly modality: {
    readonly address: string;
    readonly dhcpServer: { readonly on: boolean; readonly from?: string; readonly to?: string };
    readonly ntpServer: boolean;
    readonly dicomPorts: readonly number[];
  };
}

export interface NetworkDraft {
  readonly byDhcp: boolean;
  readonly address: string;
  readonly gateway: string;
  readonly dns: string;
  readonly ntp: string;
  readonly hospitalPorts: string;
  readonly modalityAddress: string;
  readonly dhcpServer: boolean;
  readonly from: string;
  readonly to: string;
  readonly ntpServer: boolean;
  readonly modalityPorts: string;
}

export function draftOfNetwork({ hospital, modality }: NetworkSettings): NetworkDraft {
  const { address } = hospital;
  return {
    byDhcp: address.kind === 'dhcp',
    address: address.kind === 'static' ? address.address : '',
    gateway: address.kind === 'static' ? (address.gateway ?? '') : '',
    dns: hospital.dns.join(' '),
    ntp: hospital.ntp.join(' '),
    hospitalPorts: hospital.dicomPorts.join(' '),
    modalityAddress: modality.address,
    dhcpServer: modality.dhcpServer.on,
    from: modality.dhcpServer.from ?? '',
    to: modality.dhcpServer.to ?? '',
    ntpServer: modality.ntpServer,
    modalityPorts: modality.dicomPorts.join(' '),
  };
}

const words = (text: string): string[] => text.split(/[\s,]+/).filter((word) => word !== '');
/** What is no number stays as it is, for the box to name. */
const ports = (text: string): (number | string)[] => words(text).map((word) => (/^\d+$/.test(word) ? Number(word) : word));

export function settingsOfDraft(draft: NetworkDraft): object {
  const { byDhcp, address, gateway, dhcpServer, from, to } = draft;
  return {
    hospital: {
      address: byDhcp ? { kind: 'dhcp' } : { kind: 'static', address: address.trim(), ...(gateway.trim() && { gateway: gateway.trim() }) },
      dns: words(draft.dns),
      ntp: words(draft.ntp),
      dicomPorts: ports(draft.hospitalPorts),
    },
    modality: {
      address: draft.modalityAddress.trim(),
      dhcpServer: { on: dhcpServer, ...(from.trim() && { from: from.trim() }), ...(to.trim() && { to: to.trim() }) },
      ntpServer: draft.ntpServer,
      dicomPorts: ports(draft.modalityPorts),
    },
  };
}
