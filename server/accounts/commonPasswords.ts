/** Passwords that everybody tries first, of those long enough to be allowed at all. In lower case. */
const list = `
12345678 123456789 1234567890 12345678910 0123456789 987654321 9876543210 87654321 11111111 111111111 1111111111 00000000
000000000 0000000000 22222222 33333333 44444444 55555555 66666666 77777777 88888888 99999999 999999999 123123123 12341234
11223344 1122334455 112233445566 123321123 123454321 12344321 147258369 741852963 789456123 159753159 1qaz2wsx 1qaz2wsx3edc
1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y q1w2e3r4 q1w2e3r4t5 zaq12wsx zaq1zaq1 qazwsxedc qazwsx123 qwertyui qwertyuiop qwerty12
qwerty123 qwerty1234 qwerty12345 qwerty123456 qwertyqwerty 1qwertyu qweasdzxc qwer1234 1234qwer 123qwe123 asdfghjk asdfghjkl
asdfasdf asdf1234 asdfqwer zxcvbnm1 zxcvbnm123 zxcvbnma password passw0rd p@ssw0rd p@ssword pa55word pa$$word password1
password2 password12 password123 password1234 password12345 password! password1! password01 passwort passwort1 passwort123
motdepasse motdepasse1 contraseña contrasena contrasena1 senha123 senha1234 passpass passpass1 mypassword yourpassword
newpassword changeme changeme1 changeme123 changeit letmein1 letmein123 letmeinnow welcome1 welcome12 welcome123 welcome2
iloveyou iloveyou1 iloveyou2 iloveyou123 ihateyou loveyou1 lovelove loveme123 sunshine sunshine1 princess princess1 princesa
football football1 baseball baseball1 basketball superman superman1 batman123 spiderman starwars starwars1 pokemon1 pokemon123
computer computer1 internet internet1 samsung1 samsung123 master123 master12 administrator admin123 admin1234 admin12345
adminadmin admin@123 root1234 rootroot toor1234 guest123 user1234 useruser test1234 test12345 testtest testing1 testing123
default1 secret123 secret12 topsecret trustno1 whatever whatever1 michelle michael1 jennifer jordan23 charlie1 jessica1
ashley12 danielle nicholas elizabeth alexander alexandra christian benjamin victoria veronica jonathan samantha stephanie
midnight mercedes corvette mustang1 chocolate chocolate1 butterfly elephant dolphin1 dolphins scorpion rainbow1 snowball
liverpool liverpool1 chelsea1 arsenal1 barcelona barcelona1 realmadrid juventus manchester einstein champion dragon12
dragon123 monkey12 monkey123 shadow12 shadow123 abcd1234 abcdefgh abcdefghi abcdefg1 abc12345 abc123456 abc123abc a1b2c3d4
a1b2c3d4e5 aa123456 aa12345678 a123456789 a12345678 1a2b3c4d aaaaaaaa aaaaaaaaa zzzzzzzz xxxxxxxx asdasdasd qweqweqwe
parola123 geheim123 hallo123 hallo1234 schatz123 fussball sommer123 sommer2024 winter123 summer123 summer2024 summer2025
summer2026 spring2024 spring2025 spring2026 winter2024 winter2025 winter2026 autumn2024 autumn2025 autumn2026 january1
monday123 facebook facebook1 linkedin google123 youtube1 telegram telegram1 whatsapp messenger correcthorsebatterystaple
`

const common = new Set(list.trim().split(/\s+/))

export const isCommonPassword = (password: string): boolean => common.has(password.toLowerCase())
