/**
 * The styles we can play, each with the words people say for it, and under `near` the words for music
 * that we do not play but whose nearest neighbour this is. A dash in speech is a space here.
 */
export const styles = {
  lofi: {
    label: 'Lo-fi',
    says: ['lofi', 'lo fi', 'low fi', 'lofi hip hop', 'lo fi hip hop', 'chillhop', 'study beats'],
    near: ['downtempo', 'rnb', 'r&b', 'neo soul'],
  },
  'boom-bap': {
    label: 'Boom bap',
    says: ['boom bap', 'boombap', 'hip hop', 'hiphop', 'old school hip hop'],
    near: ['trip hop', 'triphop', 'rap'],
  },
  trap: { label: 'Trap', says: ['trap', 'trap music'], near: ['drill', 'phonk'] },
  house: {
    label: 'House',
    says: ['house', 'house music'],
    near: ['disco', 'edm', 'uk garage', 'four on the floor', 'four to the floor'],
  },
  'deep-house': { label: 'Deep house', says: ['deep house'], near: ['tropical house'] },
  techno: {
    label: 'Techno',
    says: ['techno'],
    near: ['trance', 'electro', 'electronic', 'electronica'],
  },
  'drum-and-bass': {
    label: 'Drum and bass',
    says: [
      'drum and bass',
      'drum n bass',
      'drum & bass',
      'drumnbass',
      'drum bass',
      'dnb',
      'd&b',
      'd and b',
      'liquid dnb',
    ],
    near: ['breakbeat', 'breakcore', 'jungle'],
  },
  dubstep: { label: 'Dubstep', says: ['dubstep', 'dub step'], near: ['dub'] },
  ambient: {
    label: 'Ambient',
    says: ['ambient'],
    near: ['drone', 'chillout', 'chill out', 'new age'],
  },
  synthwave: {
    label: 'Synthwave',
    says: ['synthwave', 'synth wave', 'retrowave', 'outrun'],
    near: [
      'vaporwave',
      'synth pop',
      'synthpop',
      'pop',
      'rock',
      'punk',
      'rock and roll',
      'metal',
      'eighties',
    ],
  },
  funk: { label: 'Funk', says: ['funk'], near: ['soul', 'motown', 'reggae', 'ska', 'afrobeat'] },
  'jazz-swing': {
    label: 'Jazz swing',
    says: ['jazz', 'swing', 'jazz swing', 'swing jazz', 'bebop', 'be bop', 'big band'],
    near: ['blues', 'ragtime'],
  },
  'bossa-nova': {
    label: 'Bossa nova',
    says: ['bossa nova', 'bossanova', 'bossa'],
    near: ['samba', 'latin', 'salsa', 'rumba'],
  },
  waltz: { label: 'Waltz', says: ['waltz', 'viennese waltz', 'jazz waltz'], near: ['minuet'] },
  cinematic: {
    label: 'Cinematic',
    says: ['cinematic', 'film score', 'movie score', 'soundtrack', 'film music'],
    near: ['orchestral', 'classical', 'symphonic', 'trailer music'],
  },
  folk: {
    label: 'Folk',
    says: ['folk', 'folk music'],
    near: ['country', 'bluegrass', 'celtic', 'singer songwriter'],
  },
} as const satisfies Record<
  string,
  { label: string; says: readonly string[]; near: readonly string[] }
>

export type StyleId = keyof typeof styles
export const styleIds = Object.keys(styles) as readonly StyleId[]
