/**
 * Makes build/label-<name>.svg, with --pdf the same as PDF.
 * usage: node hardware/label/label.ts --name filmroom-7K3F [--more 'Serial 0815'] … [--pdf]
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { printPdf } from '../print-pdf.ts';
import { LABEL, type LabelFacts, labelSvg } from './label-svg.ts';

/** What every box leaves the factory with. */
export const FACTORY: Omit<LabelFacts, 'name' | 'more'> = {
  modalityAddress: '192.168.104.1/24',
  aeTitle: 'FILMROOM',
  ports: [104, 11112],
};

if (import.meta.main) {
  const { values } = parseArgs({
    options: { name: { type: 'string' }, more: { type: 'string', multiple: true, default: [] }, pdf: { type: 'boolean' } },
  });
  if (!/^[a-z\d][a-z\d-]{0,40}$/i.test(values.name ?? '')) {
    console.error(
      "usage: node hardware/label/label.ts --name filmroom-7K3F [--more 'Serial 0815'] [--pdf]   (filmroom panel says the name)",
    );
    process.exit(2);
  }
  const name = values.name!;
  const svg = labelSvg({ ...FACTORY, name, more: values.more });
  mkdirSync('build', { recursive: true });
  writeFileSync(`build/label-${name}.svg`, svg);
  console.log(`build/label-${name}.svg`);
  if (values.pdf) {
    await printPdf(svg, `build/label-${name}.pdf`, LABEL);
    console.log(`build/label-${name}.pdf`);
  }
}
