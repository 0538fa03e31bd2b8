/** The lab's own version, as it is written into runs and files. Kept equal to package.json's by a test. */
export const LAB_VERSION = '0.1.0';
