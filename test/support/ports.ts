export { freePort } from '../../src/core/free-port.ts';
