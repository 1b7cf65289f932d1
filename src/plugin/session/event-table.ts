/**
 * What the tables of events have in common. Each kind of session has a table of its own, since each tells its events in
 * other places: one row for each event, with all that is told of it. The compiler asks for every event and every column.
 */

interface Named {
  readonly type: string;
}

/** The event of a union that is called so. */
export type EventOf<Event extends Named, Type extends Event['type']> = Extract<
  Event,
  { readonly type: Type }
>;

/** What a column says: the same of all events of a kind, or what it makes of each. */
export type Column<Event, Value> = Value | ((event: Event) => Value);

/** What the column says of this event. */
export const valueOf = <Event, Value extends string | null | undefined>(
  column: Column<Event, Value>,
  event: Event,
): Value => (typeof column === 'function' ? column(event) : column);

/** The row of an event, as one that takes any event of the union. */
export const rowOf = <Row>(table: Readonly<Record<string, unknown>>, { type }: Named): Row =>
  // The row under an event's type takes that event, which the compiler cannot follow through the union.
  table[type] as Row;
