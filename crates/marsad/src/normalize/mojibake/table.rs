//! Letter pairs of Arabic words. Written by `cargo xtask orthography`; do not edit.
//!
//! Learned from:
//! - ANT corpus, news of June 2018 (Apache-2.0)
//! - Goud.ma articles, MArSum (CC BY 4.0)

/// The letters; number 0 is the edge of a word.
pub(super) const LETTERS: [char; 36] = [
    'ء', 'آ', 'أ', 'ؤ', 'إ', 'ئ', 'ا', 'ب', 'ة', 'ت', 'ث', 'ج', 'ح', 'خ', 'د', 'ذ', 'ر', 'ز', 'س',
    'ش', 'ص', 'ض', 'ط', 'ظ', 'ع', 'غ', 'ف', 'ق', 'ك', 'ل', 'م', 'ن', 'ه', 'و', 'ى', 'ي',
];

/// For each letter, a line: what each letter costs after it, in half bits, as a digit of base 36.
pub(super) const COSTS: [&[u8; 37]; 37] = [
    b"zzh8zaz48y9idcdchdhcefgfl9f8cb97cd7zb",
    b"0uuqruu9ueduuuuuuruuuuuuuuuuurflnemui",
    b"fqqqqqqq8kabcn4fbbf9eqqqqqndqh586fei8",
    b"dzzwpzqwbfddbaacj9e8bccch9ebc9a65c7m9",
    b"drrrrrr9gk7ahr99hdr6aroorrrrb78cga4h8",
    b"rxxxxxsxdxgcabebbah8cacbl9edbh4a5hsx7",
    b"avvvvvv8a7epcdval8djkkjhvcseah79cagp3",
    b"6bzyowcrbg8fddgaj9fbfeffmcjcde2a8eeyc",
    b"5prdnfm5daahgbhai8gddghcr8ggbe8bbb9r6",
    b"0zzwzyzrvzzzzzwyzyzyzzyzzwzwwzwwwyvzz",
    b"4zrekzkabhdgb9aci8ebbbfdg9ebadb9b89f8",
    b"5wwnwww5e8eitwwmw7wpwwwwwohfbl688fbn6",
    b"8zohpze6abahmfz8j8bfpumrzbllvr86878p7",
    b"7zzwszz6ca8eerv6f8cagcefeszc9999eg8j7",
    b"axxxxxx57e9snxn8d7fch8d8uxxbus59gias8",
    b"4ivgtzk6g8cdkkdbz8ofizzzzcobejc9cb7e5",
    b"5vvvvvn4deevhsivpbvsfvvvvhsgp86hf6dj4",
    b"4tpgjyb598akbdjbrffcffcfzefcc9gdcc8e6",
    b"5ewnswh5aadwiglfw9fnpwwkw9lhhib8cc9m4",
    b"5zxidzl67b6tcfgfvawfszzczatdgb8aad9k5",
    b"6yjcfyj6afayedabq5viryydnaeae8d9b9ah6",
    b"8xxxxxx5a9gxx8j8x6xxoexfxbe8jl6bag7i8",
    b"5wwrwwk5cacwj9eas7wsqqtet9dhtrb8gc9e6",
    b"6ruflxi598fxphqjx6xilxxfxbla9p7e8d7h7",
    b"8tttttt5d8ftttttt6tttttntqtaqt96f6bf5",
    b"5zzzzzz699ahhwz7l9eedhdfizzhci598cah9",
    b"6wwtwww4cdbpntwcd5cfgndcwwwiwq8abg8h5",
    b"6wpjpfk7iaaqgejgh8gchfcfebijafcgdcaf3",
    b"5zzzzzx5988znmz7i8ofidcanazcfp9cdd8f7",
    b"6zwbqpt5a9abnlpbf7dcdsorzkngpj898f6o6",
    b"6ui9vbs7bb8ebadbdchacdhemaebaba6bca98",
    b"5zslezh6baafcbeak9gaccgfm9egcc9e6c9j8",
    b"2zyorym7db8qdeiaejfadekdceeccfmeh9ai7",
    b"4zszjxz4fcevczz899eljzhpoxurmjc7cj9j9",
    b"7jmbvfq6agadcdgaf8bafdddhbeb9b787ceg9",
    b"0mxuxxxsuxsxxxxxxxxuxxxxxxxxxxxxxuxxr",
    b"4lxkkzi7c6bfeefai8eadhfemcicbcaa7basd",
];
