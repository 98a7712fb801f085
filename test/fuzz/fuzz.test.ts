import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { CodedError } from '../../app/base/base.ts';
import { fuzz, targetNames } from './fuzz.ts';
import type { Target } from './target.ts';

const SECONDS_EACH = Number(process.env.FUZZ_SECONDS ?? 6);

for (const name of targetNames()) {
  describe(`fuzz ${name}`, () => {
    const folder = new URL(`./findings/${name}/`, import.meta.url);
    for (const file of existsSync(folder) ? readdirSync(folder).filter((entry) => entry.endsWith('.bin')) : []) {
      it(`still holds against finding ${file}`, async () => {
        const { target } = (await import(`./targets/${name}.ts`)) as { target: Target };
        try {
          await target.run(readFileSync(new URL(file, folder)));
        } catch (error) {
          if (!(error instanceof CodedError)) throw error;
        }
      });
    }
    it(`finds nothing in ${SECONDS_EACH} s`, async () => {
      const { tried, findings } = await fuzz(name, SECONDS_EACH, 20261121);
      assert.deepEqual(
        findings.map(({ words }) => words),
        [],
      );
      assert.ok(tried > 100, `${tried} inputs tried`);
    });
  });
}
