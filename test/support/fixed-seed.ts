/** Property tests of the suite try the same cases on every machine; the nightly run draws new ones. */
import fc from 'fast-check';

fc.configureGlobal({ seed: 20_261_122 });
