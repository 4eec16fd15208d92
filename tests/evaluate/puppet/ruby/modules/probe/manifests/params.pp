class probe::params {
  $port = 8080
  $names = ['b', 'a']
  $nothing = undef
}
