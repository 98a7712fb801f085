import { addressWords, type BoxFacts, dicomWords } from './screen.ts';

/** The panel in few lines without colours, for a serial console and a log of it. */
export function serialLines(facts: BoxFacts): string[] {
  const labelled = (label: string, texts: readonly string[]) => texts.map((text) => `  ${label.padEnd(11)}${text}`);
  return [
    `Filmroom ${facts.version}${facts.name ? ` ${facts.name}` : ''}`,
    ...labelled('Page', [facts.pageUrl, ...facts.otherUrls]),
    ...labelled('Claim code', facts.claimCode ? [facts.claimCode] : []),
    ...labelled('Network', facts.addresses.map(addressWords)),
    ...labelled('DICOM', facts.dicom.map(dicomWords)),
    ...facts.leds.map(({ led, looks, means }) => `  ${led.padEnd(11)}${looks}: ${means}`),
    ...labelled('Problem', facts.problems),
  ];
}
