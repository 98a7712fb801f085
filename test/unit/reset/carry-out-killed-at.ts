/** Carries a reset out and ends this process by SIGKILL at a step. As a program of its own: `node carry-out-killed-at.ts <options as JSON> <step>`. */
import { carryOutReset } from '../../../app/reset/reset.ts';
import { logInto } from '../../support/archive-under-test.ts';

const [options = '', at = ''] = process.argv.slice(2);
await carryOutReset({
  ...JSON.parse(options),
  log: logInto([]),
  faults: {
    at(step) {
      if (step === at) process.kill(process.pid, 'SIGKILL');
    },
  },
});
