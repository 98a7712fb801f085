import type { ComponentChildren } from 'preact';

export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => ComponentChildren;
  /** Figures stand at the end of their column. */
  readonly isNumber?: boolean;
  /** Buttons: the title is heard and not seen. */
  readonly isActions?: boolean;
}

/** Rows and columns; on a phone each row is a card, with the title of the column before each value. The first column names the row. */
export function Table<Row>(props: {
  /** Heard, not seen: the heading above says it to who sees. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string | number;
}) {
  const { caption, columns, rows, keyOf } = props;
  return (
    <table class="table">
      <caption class="unseen">{caption}</caption>
      <thead>
        <tr>
          {columns.map(({ title, isNumber, isActions }) => (
            <th scope="col" key={title} class={isNumber ? 'number' : ''}>
              {isActions ? <span class="unseen">{title}</span> : title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={keyOf(row)}>
            {columns.map(({ title, cell, isNumber, isActions }, at) =>
              at === 0 ? (
                <th scope="row" key={title}>
                  {cell(row)}
                </th>
              ) : (
                <td key={title} class={isActions ? 'actions' : isNumber ? 'number' : ''} data-title={title}>
                  {cell(row)}
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
