/** One service of DNS-SD. */
export interface Service {
  /** Instance name. */
  readonly name: string;
  /** `%h` in the name stands for the name of the machine. */
  readonly namesMachine?: true;
  readonly type: string;
  readonly port: number;
  /** `key=value`, in the order of the record. */
  readonly txt: readonly string[];
}

/** Where the program listens, as it is bound. */
export interface AnnouncedFacts {
  readonly listeners: readonly {
    readonly host: string;
    readonly port: number;
    readonly aeTitles: readonly string[];
    readonly tls?: boolean;
  }[];
  readonly web: { readonly host: string; readonly port: number; readonly tls?: boolean };
  /** Path of the DICOMweb service root, without a leading slash (PS3.15 H.2); without it, there is none. */
  readonly dicomWebPath?: string;
}

/** PS3.15 Table H.1-2: what this device mainly is. */
const PRIMARY_DEVICE_TYPE = 'ARCHIVE';
const MOST_SERVICES = 32;

/**
 * What is announced of a program that listens so (PS3.15 H.2). Nothing of it that only this machine can reach.
 * The instance name is the AE title, for peers that read no TXT record; since another service may have the name already and ours be changed,
 * the title is in `AET=` too. An AE title that several ports take is announced once for each kind, with the first.
 */
export function servicesOf({ listeners, web, dicomWebPath }: AnnouncedFacts): Service[] {
  const services: Service[] = [];
  for (const { host, port, aeTitles, tls = false } of listeners) {
    if (isLoopback(host)) continue;
    for (const aeTitle of aeTitles) {
      const type = tls ? '_dicom-tls._tcp' : '_dicom._tcp';
      if (services.some((service) => service.type === type && service.name === aeTitle)) continue;
      services.push({ name: aeTitle, type, port, txt: [`AET=${aeTitle}`, `PrimaryDeviceType=${PRIMARY_DEVICE_TYPE}`] });
    }
  }
  if (!isLoopback(web.host)) {
    const [name, namesMachine] = ['Filmroom on %h', true] as const;
    const aeTitle = listeners.flatMap(({ aeTitles }) => aeTitles)[0];
    const { port, tls = false } = web;
    services.push({ name, namesMachine, type: tls ? '_https._tcp' : '_http._tcp', port, txt: ['path=/'] });
    if (dicomWebPath !== undefined) {
      const txt = [...(aeTitle ? [`AET=${aeTitle}`] : []), `PrimaryDeviceType=${PRIMARY_DEVICE_TYPE}`, `DICOMWebPath=${dicomWebPath}`];
      services.push({ name, namesMachine, type: tls ? '_dicomweb-tls._tcp' : '_dicomweb._tcp', port, txt });
    }
  }
  return services.slice(0, MOST_SERVICES);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^(::ffff:)?127\./.test(host);
}
