/** The learner's home directory. */
export const HOME = '/home/learner';
