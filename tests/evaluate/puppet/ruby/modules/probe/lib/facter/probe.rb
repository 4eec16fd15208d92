Facter.add(:probe_family) do
  confine kernel: 'Linux'
  setcode { Facter.value(:os)['family'].downcase }
end

Facter.add(:probe_family) do
  has_weight 100
  confine { Facter.value('os.family') == 'Suse' }
  setcode { 'heavy' }
end

Facter.add(:probe_version) do
  setcode do
    nginx = Facter::Core::Execution.which('nginx')
    Facter::Core::Execution.execute("#{nginx} -v") if nginx
  end
end

Facter.add(:probe_kernel) do
  setcode 'uname -r'
end

Facter.add(:probe_users) do
  setcode { Facter::Core::Execution.execute('getent passwd').lines.size }
end

Facter.add(:probe_parts, type: :aggregate) do
  chunk(:a) { { 'a' => Facter.value(:probe_family) } }
  chunk(:b) { { 'b' => File.exist?('/etc/nginx') } }
end
