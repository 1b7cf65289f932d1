/** What the doctor looks at of a fleet. */
import { isActionable, sentencesOf } from '../../core/errors.ts';
import type { Check } from '../doctor/finding.ts';
import { checkRedis, redisPlace, type RedisChoice } from './connection.ts';

/** Whether this Redis can carry a fleet. */
export const redisCheck =
  (choice: RedisChoice): Check =>
  async () => {
    const what = 'Redis of the fleet';
    try {
      const place = await redisPlace(choice);
      const { version } = await checkRedis(place);
      return { state: 'ok', what, fact: `Redis ${version} at ${place.address.shown}` };
    } catch (error) {
      if (!isActionable(error)) throw error;
      const { what: fact, nextStep } = sentencesOf(error);
      return { state: 'fault', what, fact, nextStep };
    }
  };
