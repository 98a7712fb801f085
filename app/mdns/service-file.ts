import type { Service } from './services.ts';

/**
 * The files that make avahi-daemon announce these services (avahi.service(5)), by instance name: a file has one name, and any number of types.
 *
 * @param writtenBy process id of the program that answers on these ports
 */
export function serviceFiles(services: readonly Service[], writtenBy: number): string[] {
  return [...Map.groupBy(services, ({ name }) => name)].map(([name, ofName]) =>
    [
      '<?xml version="1.0" standalone="no"?>',
      '<!DOCTYPE service-group SYSTEM "avahi-service.dtd">',
      `<!-- ${writtenByWords(writtenBy)}; changes here are lost -->`,
      '<service-group>',
      `  <name replace-wildcards="${ofName[0]?.namesMachine ? 'yes' : 'no'}">${escaped(name)}</name>`,
      ...ofName.flatMap(({ type, port, txt }) => [
        '  <service>',
        `    <type>${escaped(type)}</type>`,
        `    <port>${port}</port>`,
        ...txt.map((record) => `    <txt-record>${escaped(record)}</txt-record>`),
        '  </service>',
      ]),
      '</service-group>',
      '',
    ].join('\n'),
  );
}

/** The process that wrote such a file; undefined where it is none of ours. */
export function writerOf(file: string): number | undefined {
  const [, pid] = /<!-- written by Filmroom, process (\d{1,10});/.exec(file) ?? [];
  return pid === undefined ? undefined : Number(pid);
}

const writtenByWords = (pid: number) => `written by Filmroom, process ${pid}`;

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(text: string): string {
  return text.replaceAll(/[&<>"]/g, (sign) => ENTITIES[sign]!);
}
