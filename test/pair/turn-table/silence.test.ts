import { playAll } from './play-all.js';
import { silenceScenarios } from './silence.js';

playAll('Silence', silenceScenarios);
