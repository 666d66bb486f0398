/**
 * The styles we can play, each with the words people say for it, and under `near` the words for music
 * that we do not play but whose nearest neighbour this is. A dash in speech is a space here.
 */
export const styles = {
  lofi: {
    label: 'Lo-fi',
    says: ['lofi', 'lo fi', 'low fi', 'lofi hip hop', 'lo fi hip hop', 'low fi hip hop', 'chillhop', 'study beats'],
    near: ['downtempo', 'rnb', 'r&b', 'r and b', 'neo soul', 'jazzhop', 'chill beats'],
  },
  'boom-bap': {
    label: 'Boom bap',
    says: ['boom bap', 'boombap', 'boom bap hip hop', 'hip hop boom bap', 'hip hop', 'hiphop', 'old school hip hop'],
    near: ['trip hop', 'triphop', 'rap', 'old school rap', 'breakdance'],
  },
  trap: { label: 'Trap', says: ['trap', 'trap music'], near: ['drill', 'phonk', 'grime', 'crunk'] },
  house: {
    label: 'House',
    says: ['house', 'house music', 'tech house', 'acid house', 'funky house', 'french house'],
    near: ['disco', 'nu disco', 'edm', 'club music', 'eurodance', 'uk garage', 'four on the floor', 'four to the floor'],
  },
  'deep-house': { label: 'Deep house', says: ['deep house'], near: ['tropical house'] },
  techno: {
    label: 'Techno',
    says: ['techno'],
    near: ['trance', 'psytrance', 'hardstyle', 'hard techno', 'minimal techno', 'industrial', 'rave', 'electro', 'electronic', 'electronica'],
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
    says: ['ambient', 'ambient music'],
    near: ['drone', 'chillout', 'chill out', 'new age', 'soundscape', 'space music', 'meditation music', 'spa music'],
  },
  synthwave: {
    label: 'Synthwave',
    says: ['synthwave', 'synth wave', 'retrowave', 'retro wave', 'outrun', 'darksynth'],
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
      'eighties synth',
      'indie',
      'punk',
      'grunge',
      'new wave',
      'chillwave',
      'chiptune',
      'rock n roll',
      'hard rock',
      'heavy metal',
    ],
  },
  funk: { label: 'Funk', says: ['funk'], near: ['soul', 'motown', 'reggae', 'ska', 'afrobeat'] },
  'jazz-swing': {
    label: 'Jazz swing',
    says: ['jazz', 'swing', 'jazz swing', 'swing jazz', 'swing music', 'bebop', 'be bop', 'big band', 'big band swing', 'smooth jazz', 'cool jazz', 'gypsy jazz', 'hard bop'],
    near: ['blues', 'ragtime', 'dixieland', 'boogie woogie', 'dixie'],
  },
  'bossa-nova': {
    label: 'Bossa nova',
    says: ['bossa nova', 'bossanova', 'bossa'],
    near: ['samba', 'latin', 'latin jazz', 'salsa', 'rumba', 'tango', 'mambo', 'calypso', 'cha cha', 'merengue', 'cumbia', 'reggaeton', 'flamenco'],
  },
  waltz: { label: 'Waltz', says: ['waltz', 'waltzes', 'viennese waltz', 'jazz waltz'], near: ['minuet', 'mazurka', 'musette'] },
  cinematic: {
    label: 'Cinematic',
    says: ['cinematic', 'film score', 'movie score', 'soundtrack', 'film music', 'movie music', 'movie soundtrack', 'film soundtrack', 'filmic'],
    near: ['orchestral', 'orchestra', 'classical', 'symphonic', 'symphony', 'trailer music', 'epic trailer', 'baroque'],
  },
  folk: {
    label: 'Folk',
    says: ['folk', 'folk music'],
    near: ['country', 'country and western', 'bluegrass', 'celtic', 'irish', 'americana', 'singer songwriter', 'sea shanty', 'polka', 'klezmer', 'campfire'],
  },
} as const satisfies Record<
  string,
  { label: string; says: readonly string[]; near: readonly string[] }
>

export type StyleId = keyof typeof styles
export const styleIds = Object.keys(styles) as readonly StyleId[]

/** Every word for a style, and the style. */
export const styleWords: ReadonlyMap<string, StyleId> = new Map(
  styleIds.flatMap((id) =>
    [...styles[id].says, ...styles[id].near].map((word): [string, StyleId] => [word, id]),
  ),
)
