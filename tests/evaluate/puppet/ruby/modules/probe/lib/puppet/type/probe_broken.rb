Puppet::Type.newtype(:probe_broken) do
  NoSuchLibrary.extend_type(self)
  newparam(:name, namevar: true)
end
