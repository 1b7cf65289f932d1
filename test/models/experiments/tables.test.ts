import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { cellOf, markdownOf, tableOf } from '../../../models/experiments/tables.ts';

const row = (id: string, group?: string) => ({
  id,
  label: id.toUpperCase(),
  config: {},
  ...(group === undefined ? {} : { group }),
});
const outline = {
  title: 'A table',
  columns: [
    { key: 'map', label: 'mAP', scale: 100, better: 'more' },
    { key: 'cpu', label: 'CPU s', digits: 0, better: 'less' },
    { key: 'other', label: 'other' },
  ],
  notes: ['A note.'],
} as const;

test('mean and sample standard deviation', () => {
  assert.is(cellOf([]), undefined);
  assert.equal(cellOf([3]), { mean: 3, spread: undefined, each: [3] });
  assert.equal(cellOf([1, 2, 3]), { mean: 2, spread: 1, each: [1, 2, 3] });
});

test('a table has means, spreads, the best in bold, groups and notes; what is missing is a dash', () => {
  const measured = (map: number, cpu: number) => ({ figures: { map }, cost: { cpu } });
  const table = tableOf(outline, [
    { row: row('a'), measured: [measured(0.1, 10), measured(0.3, 20)] },
    { row: row('b', 'ways'), measured: [measured(0.25, 5)] },
    { row: row('c', 'ways'), measured: [] },
  ]);
  assert.is(
    markdownOf(table),
    `### A table

|  | mAP | CPU s | other |
| --- | ---: | ---: | ---: |
| A | 20.0 ± 14.1 | 15 ± 7 | – |
| *ways* |  |  |  |
| B | **25.0** | **5** | – |
| C | – | – | – |

- A note.
`,
  );
  assert.equal(table.rows[0]!.cells[0]!.each, [10, 30]);
});

test.run();
