/** Telling coded packets from the other items of an input. */
import type { InputItem, PacketItem } from '../../src/media/input/source.ts';

/** Whether an item is a coded packet, which its receiver has to free. */
export const isPacket = (item: InputItem): item is PacketItem => 'packet' in item;
