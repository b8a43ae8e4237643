import { endedScenarios } from './ended.js';
import { playAll } from './play-all.js';

playAll('Ended', endedScenarios);
