/** Makes the recording from argv[2] to argv[3] and prints the fault's code, message and next step as JSON; `{}` without one. */
import { MediaError } from '../../../src/media/errors.ts';
import { runRecording } from '../clips.ts';

const [, , input = '', output = ''] = process.argv;
try {
  await runRecording(input, output);
  console.log('{}');
} catch (error) {
  if (!(error instanceof MediaError)) throw error;
  const { code, message, nextStep } = error;
  console.log(JSON.stringify({ code, message, nextStep }));
}
