/** Names that people have. Within one culture given names and surnames are of coprime number, so pairs repeat late. */
const cultures: readonly { readonly given: readonly string[]; readonly surnames: readonly string[] }[] = [
  {
    given: [
      'Daan',
      'Sophie',
      'Zoë',
      'Sem',
      'Fenna',
      'Ruben',
      'Lieke',
      'Thomas',
      'Renée',
      'Koen',
      'Maud',
      'Jesse',
    ],
    surnames: [
      ...['de Jong', 'Jansen', 'van den Berg', 'Bakker', 'van Dijk', 'Visser', "van 't Hof"],
      ...['Mulder', 'de Groot', 'Bos', 'Vermeulen', 'Hoekstra', 'van der Laan'],
    ],
  },
  {
    given: [
      'Jürgen',
      'Käthe',
      'Björn',
      'Lena',
      'Matthias',
      'Anneliese',
      'Sören',
      'Heike',
      'Götz',
      'Ines',
      'Jörg',
      'Uta',
    ],
    surnames: [
      ...['Müller', 'Schäfer', 'Weiß', 'Groß', 'Köhler', 'Krüger', 'Vogel'],
      ...['Böhm', 'Lindner', 'Fuchs', 'Jäger', 'Hartmann', 'Schröder'],
    ],
  },
  {
    given: [
      'Chloé',
      'François',
      'Élodie',
      'Jérôme',
      'Maëlle',
      'Loïc',
      'Hélène',
      'Noël',
      'Anaïs',
      'Rémi',
      'Zélie',
      'Luc',
    ],
    surnames: [
      ...['Lefèvre', 'Béranger', 'Rousseau', 'Dupré', 'Garnier', 'Besnard', "d'Aubigné"],
      ...['Chevalier', 'Gauthier', 'Moreau', 'Le Goff', 'Perrin', 'Vasseur'],
    ],
  },
  {
    given: [
      'Ömer',
      'Elif',
      'Şebnem',
      'Çağla',
      'İbrahim',
      'Ayşe',
      'Gökhan',
      'Zeynep',
      'Uğur',
      'Müge',
      'Emre',
      'Büşra',
    ],
    surnames: [
      ...['Şahin', 'Yıldız', 'Öztürk', 'Çelik', 'Güneş', 'Demir', 'Aydın'],
      ...['Kılıç', 'Doğan', 'Arslan', 'Koç', 'Erdoğdu', 'Türkmen'],
    ],
  },
  {
    given: [
      'Łukasz',
      'Agnieszka',
      'Paweł',
      'Małgorzata',
      'Józef',
      'Zofia',
      'Michał',
      'Hanna',
      'Wiesław',
      'Ewa',
      'Rafał',
      'Iga',
    ],
    surnames: [
      ...['Wójcik', 'Dąbrowska', 'Zieliński', 'Wiśniewska', 'Kamiński', 'Krawczyk', 'Głowacki'],
      ...['Sikora', 'Żak', 'Piątek', 'Urbańska', 'Wróbel', 'Mróz'],
    ],
  },
  {
    given: [
      'José',
      'María',
      'Íñigo',
      'Begoña',
      'Andrés',
      'Lucía',
      'Óscar',
      'Inés',
      'Martín',
      'Sofía',
      'Joaquín',
      'Rocío',
    ],
    surnames: [
      ...['Núñez', 'García', 'Peña', 'Muñoz', 'Ibáñez', 'Domínguez', 'Vázquez'],
      ...['Ordóñez', 'Cortés', 'Gómez', 'Sáenz', 'Rubio', 'Larrañaga'],
    ],
  },
  {
    given: [
      'Siobhán',
      'James',
      'Aoife',
      'Grace',
      'Niamh',
      'Oliver',
      'Charlotte',
      'Seán',
      'Amelia',
      'Ewan',
      'Imogen',
      'Rhys',
    ],
    surnames: [
      ...["O'Connor", 'Whitaker', 'Byrne', 'Campbell', 'MacLeod', 'Okafor', 'Ashworth'],
      ...['Patel', 'Griffiths', 'Sinclair', 'Nakamura', 'Fairbairn', 'Osei-Bonsu'],
    ],
  },
  {
    given: [
      'Lars',
      'Åsa',
      'Søren',
      'Sigrún',
      'Jørgen',
      'Märta',
      'Bjørn',
      'Ingrid',
      'Håkon',
      'Þóra',
      'Aino',
      'Mikkel',
    ],
    surnames: [
      ...['Østergård', 'Lindström', 'Sørensen', 'Håkansson', 'Bjørnstad', 'Virtanen', 'Nygård'],
      ...['Ström', 'Ægisdóttir', 'Dahl', 'Mäkinen', 'Kjær', 'Åkesson'],
    ],
  },
]

/** The name of the n-th person: the same every time; after some twelve hundred, names come again. */
export function nameOf(index: number): string {
  const culture = cultures[index % cultures.length]
  if (!culture) throw new Error('Every person has a culture.')
  const turn = Math.floor(index / cultures.length)
  const { given, surnames } = culture
  return `${given[turn % given.length]} ${surnames[turn % surnames.length]}`
}

/** The part before the @: ASCII letters and one dot; told apart by a number when the name was taken before. */
export function accountOf(name: string, number = 1): string {
  const [given = '', ...rest] = name.split(' ')
  return `${asciiOf(given)}.${asciiOf(rest.join(''))}${number > 1 ? number : ''}`
}

const plainLetters: Readonly<Record<string, string>> = {
  ...{ ß: 'ss', ł: 'l', ø: 'o', æ: 'ae', þ: 'th', ð: 'd', ı: 'i', ä: 'ae', ö: 'oe', ü: 'ue' },
}

function asciiOf(name: string): string {
  return name
    .toLowerCase()
    .normalize('NFC')
    .replace(/[ßłøæþðıäöü]/g, (letter) => plainLetters[letter] ?? '')
    .normalize('NFD')
    .replace(/[^a-z-]/g, '')
}
