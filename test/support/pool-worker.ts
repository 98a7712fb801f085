import { CodedError, serveTasks } from '../../app/base/base.ts';

/** Does what the tests of the pool ask for. */
serveTasks<{ readonly do: string; readonly value?: number }>(
  async (task) => {
    switch (task.do) {
      case 'hang':
        for (;;);
      case 'die':
        process.exit(3);
        break;
      case 'eat': {
        const eaten: number[][] = [];
        for (;;) eaten.push(new Array(1000).fill(eaten.length));
      }
      case 'refuse':
        throw new CodedError('TASK_REFUSED', 'not this one');
      case 'wait':
        await new Promise((resolve) => setTimeout(resolve, task.value));
        break;
    }
    return { result: task.value };
  },
  () => 0,
);
