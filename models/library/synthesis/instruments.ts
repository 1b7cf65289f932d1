/** Instruments with a sustained or plucked tone. */
import { decay, line, note } from './envelope.ts';
import { filtered } from './filter.ts';
import { saw, tone } from './oscillator.ts';
import { at, type Curve, mix, type Part, shaped, type Signal } from './signal.ts';

/** A brass note: detuned sawtooths through a low pass that opens with the attack, as brass gets brighter with force. */
export function brass(seconds: number, frequency: Curve, gain: Curve, brightness = 1): Signal {
  const voices = [0.996, 1, 1.004].map((detune): Part => [
    tone(seconds, (t) => at(frequency, t) * detune, saw),
    0,
    0.33,
  ]);
  const open = (t: number): number => 300 + 4200 * brightness * at(gain, t);
  return shaped(filtered(mix(seconds, voices), 'low', open, 0.9), gain);
}

/** A chord of brass notes (MIDI). */
export function brassChord(seconds: number, notes: readonly number[], gain: Curve): Signal {
  return mix(
    seconds,
    notes.map((midi): Part => [brass(seconds, note(midi), gain), 0, 1 / notes.length]),
  );
}

/** A slide whistle: nearly a sine, with a little of the second and third harmonic. */
export function whistle(seconds: number, frequency: Curve, gain: Curve): Signal {
  const harmonics = [1, 0.12, 0.08].map((strength, i): Part => [
    tone(seconds, (t) => at(frequency, t) * (i + 1)),
    0,
    strength,
  ]);
  return shaped(mix(seconds, harmonics), gain);
}

/** A few bars of simple chords: what a tape in an effect holds. */
export function tapeMusic(seconds: number): Signal {
  const chords: readonly (readonly number[])[] = [
    [57, 64, 69, 73],
    [62, 66, 69, 74],
  ];
  const bars = Array.from({ length: Math.ceil(seconds / 0.4) }, (_, bar) =>
    (chords[bar % 2] ?? []).map((midi): Part => {
      const chord = filtered(tone(0.42, note(midi), saw), 'low', 3000);
      return [shaped(chord, decay(4, 0.004)), bar * 0.4, 0.3];
    }),
  );
  return mix(seconds, bars.flat());
}

/** Vibrato that sets in after `delay` seconds: a factor for a pitch. */
export function vibrato(rate: number, depth: number, delay: number): (t: number) => number {
  const amount = line([delay, 0], [delay + 0.2, depth]);
  return (t) => 1 + amount(t) * Math.sin(2 * Math.PI * rate * t);
}
