/** How much of its cores and memory is used, as bars with their figures. */
import type { RoomView } from '../../../../fleet/serve/protocol.ts';
import { fleetWords } from '../state.ts';

const GIB = 2 ** 30;

/** Two bars. */
export function Room({ room: { coresUsed, cores, bytesUsed, bytes } }: { readonly room: RoomView }) {
  const t = fleetWords.value;
  return (
    <div class="room">
      <Bar name={t.cores} used={coresUsed} all={cores}>
        {t.coresAre(coresUsed.toFixed(2), String(Math.round(cores * 100) / 100))}
      </Bar>
      <Bar name={t.memory} used={bytesUsed} all={bytes}>
        {t.memoryIs((bytesUsed / GIB).toFixed(1), (bytes / GIB).toFixed(1))}
      </Bar>
    </div>
  );
}

function Bar({
  name,
  used,
  all,
  children: text,
}: {
  readonly name: string;
  readonly used: number;
  readonly all: number;
  readonly children: string;
}) {
  return (
    <div>
      <meter aria-label={name} aria-valuetext={text} min={0} max={all > 0 ? all : 1} value={used} />
      <span class="facts">{text}</span>
    </div>
  );
}
