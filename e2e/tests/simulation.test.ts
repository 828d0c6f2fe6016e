import { simulateSeeds } from './simulation/simulate.ts';

simulateSeeds('four devices, a relay and everything that goes wrong', 1);
